using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.OnCall;

/// <summary><c>cn alert list</c>: the open alerts, or all.</summary>
internal static class ListAlertsCommand
{
    private const int LimitDefault = 50;
    private const int PageSizeMax = 200;
    private static readonly Option<bool> All = new("--all") { Description = "Also alerts that somebody has taken." };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many.", DefaultValueFactory = _ => LimitDefault };

    public static Command Create(Surroundings surroundings) =>
        new Command("list", "List open alerts, newest first.") { All, Limit }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        int limit = session.Parse.GetValue(Limit);
        var request = new ListAlertsRequest { IsOpenOnly = !session.Parse.GetValue(All) };
        var all = new ListAlertsResponse();
        do
        {
            request.PageSize = Math.Clamp(limit - all.Alerts.Count, 1, PageSizeMax);
            ListAlertsResponse page = await session.Node.OnCall.ListAlertsAsync(request, cancellationToken: cancellation);
            all.Alerts.AddRange(page.Alerts);
            all.NextPageToken = request.PageToken = page.NextPageToken;
        }
        while (all.NextPageToken.Length > 0 && all.Alerts.Count < limit);

        if (session.IsJson)
        {
            session.Screen.Json(all);
            return ExitCodes.Done;
        }

        if (all.Alerts.Count == 0)
        {
            session.Screen.Line(request.IsOpenOnly ? "No open alert." : "No alert.");
            return ExitCodes.Done;
        }

        Columns table = AlertScreen.Table(session.Screen.Times);
        foreach (Alert alert in all.Alerts) AlertScreen.Add(table, alert, session.Screen.Times);
        table.Draw(session.Screen);
        return ExitCodes.Done;
    }
}
