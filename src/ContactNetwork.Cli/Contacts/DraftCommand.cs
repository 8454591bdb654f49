using System.CommandLine;
using ContactNetwork.Client;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory draft</c>: puts our own sheet into a file to be changed.</summary>
internal static class DraftCommand
{
    private static readonly Argument<string> FileArgument = new("file") { Description = "Where to write it, as YAML; FILE.base is written beside it." };
    private static readonly Option<string?> From = new("--from") { Description = "Take the content from this YAML file instead, e.g. for the first sheet." };

    public static Command Create(Surroundings surroundings) =>
        new Command("draft", "Put our own sheet into a file to be changed.") { FileArgument, From }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string path = session.Parse.GetRequiredValue(FileArgument);
        string? from = session.Parse.GetValue(From);
        Envelope? basis = await CurrentAsync(session, cancellation);
        if (basis is null && from is null)
            throw CliException.Usage("We have no sheet yet.", "Write one after samples/sheet-xa.yaml, then: cn directory draft FILE --from THAT.yaml");
        string yaml = from is null ? SheetYaml.Write(Sheet.Parser.ParseFrom(basis!.Payload)) : await File.ReadAllTextAsync(from, cancellation);
        SheetYaml.Read(from ?? path, yaml);
        OwnDraft.WriteNew(path, yaml, basis ?? await FirstAsync(session, cancellation));
        session.Notices.Line($"{Screens.Safe.Text(path)} holds the draft. Change it, then: cn directory sign, where channels or keys change; cn directory publish.");
        return ExitCodes.Done;
    }

    private static async Task<Envelope?> CurrentAsync(Session session, CancellationToken cancellation)
    {
        try
        {
            string country = await session.CountryAsync(cancellation);
            var request = new GetSheetRequest { Name = await DirectoryCommands.NameAsync(session, country, cancellation) };
            return (await session.Node.Contacts.GetSheetAsync(request, cancellationToken: cancellation)).Envelope;
        }
        catch (ContactNetworkException refusal) when (refusal.Code == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<Envelope> FirstAsync(Session session, CancellationToken cancellation)
    {
        GetNodeStatusResponse node = await session.Node.Node.GetNodeStatusAsync(new GetNodeStatusRequest(), cancellationToken: cancellation);
        var basis = new Sheet
        {
            NetworkId = node.NetworkId,
            Country = node.Country,
            Realm = node.Realm == "EXERCISE" ? Realm.Exercise : Realm.Operational,
        };
        return new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = basis.ToByteString() };
    }
}
