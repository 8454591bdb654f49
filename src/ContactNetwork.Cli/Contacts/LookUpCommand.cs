using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using DataKind = ContactNetwork.Federation.V1.DataKind;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory lookup</c>: who, may they do it, what do they need from me, how do I reach them now.</summary>
internal static class LookUpCommand
{
    private static readonly Argument<string[]> Text = new("words") { Description = "Words of names in any script, codes, places.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Country = new("--country") { Description = "The country, two letters." };
    private static readonly Option<string?> Network = Choices.Of<ContactNetworkKind>(new("--network") { Description = "Designated in this network." });
    private static readonly Option<string?> Instrument = new("--instrument") { Description = "Designated under this instrument, e.g. BC." };
    private static readonly Option<string?> Request = Choices.Of<RequestKind>(new("--request") { Description = "What you want of them." });
    private static readonly Option<string?> Data = Choices.Of<DataKind>(new("--data") { Description = "The kind of data." });
    private static readonly Option<string?> Language = new("--language") { Description = "Answers in this language, e.g. en." };
    private static readonly Option<string?> AsOf = new("--as-of") { Description = "What the directory said at an instant, with zone: 2026-11-23T21:14:09Z." };

    public static Command Create(Surroundings surroundings) =>
        new Command("lookup", "Find whom to call: may they do it, what do they need, how to reach them now.")
        {
            Text, Country, Network, Instrument, Request, Data, Language, AsOf, DirectoryReading.Offline,
        }.Runs(surroundings, RunAsync);

    private static Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new LookUpContactsRequest
        {
            Text = string.Join(' ', session.Parse.GetValue(Text) ?? []),
            Country = session.Parse.GetValue(Country)?.ToUpperInvariant() ?? "",
            Network = Read<ContactNetworkKind>(session, Network),
            Instrument = session.Parse.GetValue(Instrument) ?? "",
            RequestKind = Read<RequestKind>(session, Request),
            DataKind = Read<DataKind>(session, Data),
            Language = session.Parse.GetValue(Language) ?? "",
            AsOfTime = ReadTime(session.Parse.GetValue(AsOf)),
        };
        return DirectoryReading.RunAsync(
            session,
            (directory, inner) => directory.LookUpAsync(request, inner),
            (found, local) => DirectoryReading.Draw(session, found, local, () => LookUpScreen.Draw(session.Screen, found, isFromNode: local is null)),
            cancellation);
    }

    private static T Read<T>(Session session, Option<string?> option)
        where T : struct, System.Enum => session.Parse.GetValue(option) is { } word ? Words.Read<T>(word)!.Value : default;

    private static Timestamp? ReadTime(string? text)
    {
        if (text is null) return null;
        bool hasZone = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf(':', StringComparison.Ordinal);
        return hasZone && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? Timestamp.FromDateTimeOffset(time)
            : throw CliException.Usage("--as-of must be a time with zone, such as 2026-11-23T21:14:09Z.");
    }
}
