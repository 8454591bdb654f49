using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster publish</c>: puts signed rosters and applicants' key sets into a node's trust folder.</summary>
internal static class PublishCommand
{
    private static readonly Option<string> Trust = new("--trust") { Description = "The Trust:Folder of a member's node.", Required = true };

    public static Command Create(Surroundings surroundings) =>
        new Command("publish", "Put the signed rosters into a node's trust folder; they travel from there.") { Trust, Drafting.Folder }.Runs(surroundings, (session, _) =>
        {
            NetworkFolder folder = Drafting.Open(session);
            if (folder.Current is not { } current)
                throw new CliException(ExitCodes.NotFound, "NO_ROSTER", $"{folder.Path} holds no signed roster.");
            string trust = Path.GetFullPath(session.Parse.GetRequiredValue(Trust));
            if (TrustFolder.Load(trust).Anchor != folder.Anchor)
                throw new CliException(ExitCodes.Conflict, "OTHER_NETWORK", $"{trust} belongs to another network: its anchor differs.");
            TrustFolder published = TrustFolder.Load(folder.Path);
            published.Save(trust);
            if (session.IsJson) session.Screen.Json(new { trust, rosterVersion = current.Version, digest = current.Digest.Hex });
            else session.Screen.Line($"[green]Published[/] roster {current.Version} to {Safe.Text(trust)}. The node takes it over within seconds, its peers within a minute.");
            return Task.FromResult(ExitCodes.Done);
        });
}
