using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.OnCall;

/// <summary><c>cn alert acknowledge</c>: takes an alert; where it is about a received request, takes the request too.</summary>
internal static class AcknowledgeAlertCommand
{
    private static readonly Argument<string> Name = AlertNames.Argument();
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("acknowledge", "Take an alert: stops its escalation, and acknowledges the request it is about.") { Name, RequestId }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string given = session.Parse.GetRequiredValue(Name);
        string requestId = RequestIdOption.Of(session, RequestId);
        // A repeated act may find its alert taken already, by itself.
        string name = await AlertNames.FullAsync(session, given, isOpenOnly: requestId.Length == 0, cancellation);
        Alert alert = (await session.Node.OnCall.AcknowledgeAlertAsync(
            new AcknowledgeAlertRequest { RequestId = requestId, Name = name }, cancellationToken: cancellation)).Alert;
        if (session.IsJson)
        {
            session.Screen.Json(alert);
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Taken[/]: [bold]{Safe.Text(AlertScreen.Marked(alert))}[/], {Safe.Text(AlertScreen.Cause(alert))}.");
        if (alert.SubjectKind == "preservation" && alert.Reference.Length > 0)
            session.Screen.Line($"[grey]See:[/] cn preservation show {Safe.Text(alert.Reference)}");
        return ExitCodes.Done;
    }
}
