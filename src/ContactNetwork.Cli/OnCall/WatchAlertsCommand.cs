using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.OnCall;

/// <summary><c>cn alert watch</c>: shows each change of an alert as it happens, through lost connections.</summary>
internal static class WatchAlertsCommand
{
    private const int FixedColumns = 74;
    private static readonly WatchOptions Common = new();

    public static Command Create(Surroundings surroundings) =>
        new Command("watch", "Show each alert as it is raised and taken; Ctrl-C ends it.") { Common.Resume, Common.Timeout }.Runs(surroundings, RunAsync);

    private static Task<int> RunAsync(Session session, CancellationToken cancellation) =>
        Common.FollowAsync(session, async (resume, interrupted, ends) =>
        {
            await foreach (Change<Alert> change in session.Node.Watch.AlertsAsync(resume, interrupted, ends))
            {
                if (change.Item is not { } alert) continue;
                if (session.IsJson) session.Screen.JsonLine(new WatchAlertsResponse { Alert = alert, ResumeToken = change.ResumeToken });
                else Draw(session.Screen, alert);
            }
        }, cancellation);

    private static void Draw(Screen screen, Alert alert)
    {
        Times times = screen.Times;
        Google.Protobuf.WellKnownTypes.Timestamp at = alert.AcknowledgeTime ?? alert.NotifyTime ?? alert.RaiseTime;
        screen.Line($"{times.Short(at)}  [bold]{Safe.Text(AlertScreen.Marked(alert)).PadRight(20)}[/]  {Safe.Text(AlertScreen.Cause(alert)).PadRight(18)}  "
            + $"[{Styles.Of(alert.State)}]{Safe.Text(Words.Of(alert.State)).PadRight(12)}[/]  "
            + $"[{Styles.Of(alert.Urgency)}]{Safe.Text(Words.Of(alert.Urgency)).PadRight(9)}[/] "
            + Safe.Text(Safe.Fit(AlertScreen.Next(alert, times), Math.Max(10, screen.Width - FixedColumns))));
    }
}
