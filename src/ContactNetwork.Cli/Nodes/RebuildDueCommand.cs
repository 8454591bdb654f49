using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Nodes;

/// <summary><c>cn node rebuild-due</c>: makes the table of due work anew from the events, while the clerks run.</summary>
internal static class RebuildDueCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("rebuild-due", "Rebuild the table of due work from the events; safe at any time.") { RequestId }.Runs(surroundings, async (session, cancellation) =>
        {
            RebuildDueResponse done = await session.Node.Node.RebuildDueAsync(
                new RebuildDueRequest { RequestId = RequestIdOption.Of(session, RequestId) },
                deadline: session.Surroundings.Time.GetUtcNow().UtcDateTime + Deadline,
                cancellationToken: cancellation);
            if (session.IsJson) session.Screen.Json(done);
            else session.Screen.Line($"Looked at {done.StreamCount} streams: added {done.AddedCount} missing rows, removed {done.RemovedCount} that should not have been there.");
            return ExitCodes.Done;
        });
}
