using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster verify</c>: follows the chain from an anchor that was handed over by other means.</summary>
internal static class VerifyCommand
{
    private static readonly Option<string> Anchor = new("--anchor") { Description = "The fingerprint of the first roster, 64 hexadecimal digits, known from elsewhere.", Required = true };

    public static Command Create(Surroundings surroundings) =>
        new Command("verify", "Verify every roster and key set of a folder, from an anchor that you have from elsewhere.") { Anchor, Drafting.Folder }
            .Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        Digest anchor = Digest.FromHex(session.Parse.GetRequiredValue(Anchor)) ?? throw CliException.Usage("--anchor must be 64 hexadecimal digits.");
        NetworkFolder folder = NetworkFolder.Open(Path.GetFullPath(session.Parse.GetRequiredValue(Drafting.Folder)), anchor);
        TrustSnapshot trust = folder.Trust!;
        bool isExpired = trust.Rosters.Current!.IsExpired(session.Surroundings.Time.GetUtcNow());
        if (session.IsJson)
        {
            session.Screen.Json(new
            {
                anchor = anchor.Hex,
                networkId = trust.NetworkId,
                version = trust.Rosters.Current!.Version,
                digest = trust.Rosters.Current.Digest.Hex,
                isExpired,
                keySetsLeftOut = folder.Documents!.KeySetsLeftOut,
                members = trust.Members.Values.Select(member => new { country = member.Country, state = member.State.ToString().ToUpperInvariant(), keySetVersion = member.Keys?.Version }),
            });
            return ExitCodes.Done;
        }

        foreach (Roster roster in trust.Rosters.Versions)
            session.Screen.Line($"  [green]✓[/] roster {roster.Version}  {roster.Digest.Hex}  {roster.Threshold} of {roster.AuthorityKeys.Length}");
        foreach (TrustedMember member in trust.Members.Values.Where(member => member.Keys is not null))
            session.Screen.Line($"  [green]✓[/] key set {Safe.Text(member.Country)} {member.Keys!.Version}");
        foreach (string fault in folder.Documents!.KeySetsLeftOut) session.Screen.Line($"  [yellow]–[/] {Safe.Text(fault)}");
        if (isExpired) session.Screen.Line("  [red]The roster has expired.[/] It stays in force; sign the next one soon.");
        session.Screen.Line("[green]All of it follows from the anchor.[/]");
        return ExitCodes.Done;
    }
}
