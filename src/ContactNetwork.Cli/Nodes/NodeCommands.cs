using System.CommandLine;

namespace ContactNetwork.Cli.Nodes;

/// <summary><c>cn node</c>.</summary>
internal static class NodeCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("node", "Set up, see and tend your own node.")
        {
            InitCommand.Create(surroundings),
            JoinCommand.Create(surroundings),
            FollowCommand.Create(surroundings),
            StatusCommand.Create(surroundings),
            RebuildDueCommand.Create(surroundings),
            RestoreCommand.Create(surroundings),
        };
}
