using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Rosters;

/// <summary>What the commands share that change a draft.</summary>
internal static class Drafting
{
    public const int DaysDefault = 365;
    public const int DaysMax = 3650;
    private const int CountryLetters = 2;

    /// <summary>The folder of the network's documents.</summary>
    public static Option<string> Folder { get; } = new("--folder")
    {
        Description = "The folder with the network's documents. Default: the current one.",
        DefaultValueFactory = _ => ".",
    };

    public static Argument<string> Country { get; } = new("country") { Description = "The country, two upper-case letters." };

    public static NetworkFolder Open(Session session) => NetworkFolder.Open(Path.GetFullPath(session.Parse.GetRequiredValue(Folder)));

    /// <summary>The draft to change: the one that is there, or the roster in force, one version on.</summary>
    /// <exception cref="CliException">There is neither, or the draft has signatures: they cover its exact bytes.</exception>
    public static NetworkRoster Next(Session session, NetworkFolder folder)
    {
        if (folder.Draft is { IsSigned: true })
            throw new CliException(ExitCodes.Conflict, "DRAFT_SIGNED", "The draft has signatures, which cover its exact bytes.", "Finish it with cn roster countersign, or drop it with cn roster discard.");
        if (folder.Draft is { } draft)
            return draft.Document.Clone();
        return folder.Current is { } current
            ? TrustDocuments.Next(current, session.Surroundings.Time.GetUtcNow(), TimeSpan.FromDays(DaysDefault))
            : throw new CliException(ExitCodes.NotFound, "NO_ROSTER", $"{folder.Path} holds no roster.", "Found the network first: cn roster create.");
    }

    /// <summary>Keeps the changed draft and shows it.</summary>
    public static int Keep(Session session, NetworkFolder folder, NetworkRoster changed)
    {
        NetworkFolder kept = folder.With(RosterDraft.Of(changed));
        RosterScreen.Show(session, kept);
        return ExitCodes.Done;
    }

    public static string ReadCountry(Session session)
    {
        string country = session.Parse.GetRequiredValue(Country);
        return SpiffeId.IsCountry(country) ? country : throw CliException.Usage($"A country has {CountryLetters} upper-case letters, such as XC.");
    }

    public static Member Find(NetworkRoster roster, string country) =>
        roster.Members.FirstOrDefault(member => member.Country == country)
        ?? throw new CliException(ExitCodes.NotFound, "MEMBER_UNKNOWN", $"{country} is not in the roster.");

    /// <summary>Reads "HOLDER=FILE", the file being a public key.</summary>
    public static AuthorityKey ReadAuthority(string text)
    {
        int at = text.LastIndexOf('=');
        if (at < 1 || at == text.Length - 1) throw CliException.Usage($"An authority key is given as HOLDER=FILE, not '{text}'.");
        VerificationKey key = KeyFiles.ReadPublic(text[(at + 1)..]);
        return new AuthorityKey { Holder = text[..at], PublicKey = key.PublicKey };
    }
}
