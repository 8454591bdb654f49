using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Rosters;

/// <summary>Draws rosters and drafts: what changes, whose signatures there are, what is lacking.</summary>
internal static class RosterScreen
{
    private const int KeyIdDigits = 16;

    /// <summary>A draft that was just changed.</summary>
    public static void Show(Session session, NetworkFolder folder)
    {
        if (session.IsJson) session.Screen.Json(Facts(folder, null));
        else Draw(session.Screen, folder);
    }

    /// <summary>What a signature has made.</summary>
    public static void ShowSigned(Session session, NetworkFolder folder, VerificationKey signer)
    {
        if (session.IsJson)
        {
            session.Screen.Json(Facts(folder, signer));
            return;
        }

        Screen screen = session.Screen;
        screen.Line();
        screen.Line($"[green]Signed[/] with key {signer.KeyId}.");
        if (folder.Draft is { } draft)
        {
            foreach (Quorum quorum in draft.ProgressAfter(folder.Current).Quorums.Where(quorum => quorum.MissingCount > 0))
                screen.Line($"[yellow]{quorum.MissingCount} more signature(s)[/] of the keys of roster {quorum.RosterVersion}: hand the folder to the next holder, who runs cn roster countersign.");
            return;
        }

        Roster current = folder.Current!;
        screen.Line($"[green]Roster {current.Version} is complete:[/] {current.Digest.Hex}");
        if (current.Version == 1) screen.Field("Anchor", $"{folder.Anchor!.Value.Hex}: hand it to every country by other means than these files");
        screen.Field("Publish", "cn roster publish --trust FOLDER, at one member's node; it travels from there");
    }

    /// <summary>The review: everything that the draft changes.</summary>
    public static void Draw(Screen screen, NetworkFolder folder)
    {
        RosterDraft draft = folder.Draft!;
        NetworkRoster? before = folder.Current is { } current ? NetworkRoster.Parser.ParseFrom(current.Envelope.Payload) : null;
        screen.Line($"[bold]Draft of roster {draft.Roster.Version}[/] for network {Safe.Text(draft.Roster.NetworkId)}, {draft.Roster.Realm.ToString().ToLowerInvariant()} realm");
        screen.Line();
        foreach (RosterChange change in RosterChange.Between(before, draft.Document))
        {
            if (change.Old is not null) screen.Line($"  [red]-[/] {Safe.Text(change.What)}: [red]{Safe.Text(change.Old)}[/]");
            if (change.New is not null) screen.Line($"  [green]+[/] {Safe.Text(change.What)}: [green]{Safe.Text(change.New)}[/]");
        }

        screen.Line();
        screen.Field("Follows", folder.Current is { } roster ? $"roster {roster.Version}, {roster.Digest.Hex}" : "nothing: it founds the network");
        screen.Field("Digest", draft.Roster.Digest.Hex, "bold");
        screen.Field("", Fingerprint.WordsOf(draft.Roster.Digest), "bold");
        foreach (Quorum quorum in draft.ProgressAfter(folder.Current).Quorums)
            screen.Field("Signatures", $"{quorum.Signers.Length} of {quorum.Threshold} needed of the keys of roster {quorum.RosterVersion}", quorum.MissingCount > 0 ? Styles.Waits : Styles.Well);
    }

    /// <summary>The roster in force, then the draft.</summary>
    public static void Inspect(Session session, NetworkFolder folder)
    {
        if (session.IsJson)
        {
            session.Screen.Json(Facts(folder, null));
            return;
        }

        Screen screen = session.Screen;
        if (folder.Current is { } current) DrawCurrent(screen, folder, current, session.Surroundings.Time.GetUtcNow());
        if (folder.Draft is null) return;
        screen.Line();
        Draw(screen, folder);
    }

    private static void DrawCurrent(Screen screen, NetworkFolder folder, Roster roster, DateTimeOffset now)
    {
        NetworkRoster document = NetworkRoster.Parser.ParseFrom(roster.Envelope.Payload);
        screen.Line($"[bold]Roster {roster.Version}[/] of network {Safe.Text(roster.NetworkId)}, {roster.Realm.ToString().ToLowerInvariant()} realm");
        screen.Line();
        screen.Field("Anchor", folder.Anchor?.Hex);
        screen.Field("Digest", roster.Digest.Hex);
        screen.Field("", Fingerprint.WordsOf(roster.Digest));
        screen.Field("Expires", Time(roster.ExpireTime) + (roster.IsExpired(now) ? ": it has expired" : ""), roster.IsExpired(now) ? Styles.Wrong : Styles.Default);
        screen.Heading($"Authority keys, {roster.Threshold} of {roster.AuthorityKeys.Length} sign");
        var keys = new Columns("  Key", "Holder");
        foreach (AuthorityKey key in document.AuthorityKeys) keys.Add("  " + Short(key), key.Holder);
        keys.Draw(screen);
        screen.Heading("Members");
        var members = new Columns("  Country", "Name", "State", "Country key", "Key set") { Shrinking = 1 };
        foreach (TrustedMember member in folder.Trust!.Members.Values)
        {
            members.Add(
                $"  {member.Country}", member.Entry.DisplayName, member.State.ToString().ToLowerInvariant(), member.CountryKey.KeyId[..KeyIdDigits],
                member.Keys is { } held ? $"{held.Version}" : "–");
        }

        members.Draw(screen);
    }

    private static object Facts(NetworkFolder folder, VerificationKey? signer) => new
    {
        folder = folder.Path,
        anchor = folder.Anchor?.Hex,
        signedWith = signer?.KeyId,
        current = folder.Current is { } current
            ? new { version = current.Version, digest = current.Digest.Hex, expireTime = current.ExpireTime, members = folder.Trust!.Members.Values.Select(member => new { country = member.Country, state = member.State.ToString().ToUpperInvariant() }) }
            : null,
        draft = folder.Draft is { } draft
            ? new
            {
                version = draft.Roster.Version,
                digest = draft.Roster.Digest.Hex,
                words = Fingerprint.WordsOf(draft.Roster.Digest),
                changes = RosterChange.Between(folder.Current is { } before ? NetworkRoster.Parser.ParseFrom(before.Envelope.Payload) : null, draft.Document),
                quorums = draft.ProgressAfter(folder.Current).Quorums.Select(quorum => new { rosterVersion = quorum.RosterVersion, threshold = quorum.Threshold, missing = quorum.MissingCount, signers = Ids(quorum.Signers) }),
            }
            : null,
    };

    private static IEnumerable<string> Ids(ImmutableArray<VerificationKey> keys) => keys.Select(key => key.KeyId);

    private static string Short(AuthorityKey key) => VerificationKey.Read(key.PublicKey)?.KeyId[..KeyIdDigits] ?? "malformed";

    private static string Time(DateTimeOffset time) => time.ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
