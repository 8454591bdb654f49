using System.CommandLine;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation</c>.</summary>
internal static class PreservationCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("preservation", "File preservation requests abroad, take those of others, see where each stands.")
        {
            FileCommand.Create(surroundings),
            ShowCommand.Create(surroundings),
            ListCommand.Create(surroundings),
            AcknowledgeCommand.Create(surroundings),
            WithdrawCommand.Create(surroundings),
            WatchCommand.Create(surroundings),
        };
}
