using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Keys;

/// <summary>What the commands share that change a key set.</summary>
internal static class Tending
{
    public static Option<string> Trust { get; } = new("--trust") { Description = "The node's Trust:Folder, or a copy of it.", Required = true };

    public static Option<string> Country { get; } = new("--country") { Description = "Your country, two upper-case letters.", Required = true };

    public static KeySetFolder Open(Session session) =>
        KeySetFolder.Open(Path.GetFullPath(session.Parse.GetRequiredValue(Trust)), session.Parse.GetRequiredValue(Country));

    /// <summary>Keeps the draft and shows what it changes.</summary>
    public static int Keep(Session session, KeySetFolder folder, KeySet draft)
    {
        KeySetFolder kept = folder.With(draft);
        if (session.IsJson) session.Screen.Json(Facts(kept));
        else Draw(session.Screen, kept);
        return ExitCodes.Done;
    }

    public static object Facts(KeySetFolder folder) => new
    {
        country = folder.Current.Country,
        version = folder.Current.Version,
        digest = folder.Current.Digest.Hex,
        signingKeys = folder.Current.SigningKeys.Select(key => new { id = key.Key.KeyId, state = key.State.ToString().ToUpperInvariant(), notAfter = key.NotAfter }),
        directoryKeys = folder.Current.DirectoryKeys.Select(key => new { id = key.Key.KeyId, state = key.State.ToString().ToUpperInvariant(), notAfter = key.NotAfter }),
        authorities = folder.Current.CertificateAuthorities.Select(authority => new { id = Federation.Digest.Of(authority.RawData).Hex, notAfter = authority.NotAfter }),
        withdrawnCertificateKeys = folder.Current.WithdrawnCertificateKeys.Select(key => key.Hex),
        draft = folder.Draft is null
            ? null
            : new { version = folder.Draft.Version, digest = folder.DraftDigest!.Value.Hex, words = Fingerprint.WordsOf(folder.DraftDigest!.Value), changes = folder.Changes() },
    };

    public static void Draw(Screen screen, KeySetFolder folder)
    {
        if (folder.Draft is not { } draft) return;
        screen.Line($"[bold]Draft of key set {draft.Version}[/] of {Safe.Text(draft.Country)}");
        screen.Line();
        foreach (RosterChange change in folder.Changes())
        {
            if (change.Old is not null) screen.Line($"  [red]-[/] {Safe.Text(change.What)}: [red]{Safe.Text(change.Old)}[/]");
            if (change.New is not null) screen.Line($"  [green]+[/] {Safe.Text(change.What)}: [green]{Safe.Text(change.New)}[/]");
        }

        screen.Line();
        screen.Field("Digest", folder.DraftDigest!.Value.Hex, "bold");
        screen.Field("", Fingerprint.WordsOf(folder.DraftDigest!.Value), "bold");
        screen.Field("Next", "cn keys sign, where the country key is");
    }
}
