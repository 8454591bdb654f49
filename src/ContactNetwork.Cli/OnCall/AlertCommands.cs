using System.CommandLine;

namespace ContactNetwork.Cli.OnCall;

/// <summary><c>cn alert</c>.</summary>
internal static class AlertCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("alert", "See the desk's alerts and take them.")
        {
            ListAlertsCommand.Create(surroundings),
            ShowAlertCommand.Create(surroundings),
            AcknowledgeAlertCommand.Create(surroundings),
            WatchAlertsCommand.Create(surroundings),
            DutyCommand.Create(surroundings),
        };
}
