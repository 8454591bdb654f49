using System.CommandLine;
using ContactNetwork.Federation.Authorities;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster inspect</c>: shows the roster in force and the draft.</summary>
internal static class InspectCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("inspect", "Show the roster in force, its members and keys, and what the draft changes.") { Drafting.Folder }
            .Runs(surroundings, (session, _) =>
            {
                NetworkFolder folder = Drafting.Open(session);
                if (folder.Current is null && folder.Draft is null)
                    throw new CliException(ExitCodes.NotFound, "NO_ROSTER", $"{folder.Path} holds neither roster nor draft.");
                RosterScreen.Inspect(session, folder);
                return Task.FromResult(ExitCodes.Done);
            });
}
