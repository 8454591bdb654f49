using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation list</c>: the board, newest first.</summary>
internal static class ListCommand
{
    private const int LimitDefault = 50;
    private const int PageSizeMax = 200;
    private static readonly Option<string?> With = new("--with") { Description = "Only requests with this country.", HelpName = "country" };
    private static readonly Option<string?> SideOption = Choices.Of<Side>(new("--side") { Description = "Only what we filed (requesting) or what came (requested)." });
    private static readonly Option<string[]> Stage = Choices.OfMany<PreservationStage>(new("--stage") { Description = "Only these stages." });
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many rows.", DefaultValueFactory = _ => LimitDefault };

    public static Command Create(Surroundings surroundings) =>
        new Command("list", "List requests, newest first.") { With, SideOption, Stage, Limit }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        int limit = session.Parse.GetValue(Limit);
        var request = new ListPreservationsRequest
        {
            PeerCountry = session.Parse.GetValue(With)?.ToUpperInvariant() ?? "",
            Side = session.Parse.GetValue(SideOption) is { } side ? Words.Read<Side>(side)!.Value : Side.Unspecified,
        };
        request.Stages.AddRange((session.Parse.GetValue(Stage) ?? []).Select(stage => Words.Read<PreservationStage>(stage)!.Value));
        var all = new ListPreservationsResponse();
        do
        {
            request.PageSize = Math.Clamp(limit - all.Rows.Count, 1, PageSizeMax);
            ListPreservationsResponse page = await session.Node.Preservations.ListPreservationsAsync(request, cancellationToken: cancellation);
            all.Rows.AddRange(page.Rows);
            all.NextPageToken = request.PageToken = page.NextPageToken;
        }
        while (all.NextPageToken.Length > 0 && all.Rows.Count < limit);

        if (session.IsJson) session.Screen.Json(all);
        else Draw(session.Screen, all);
        return ExitCodes.Done;
    }

    private static void Draw(Screen screen, ListPreservationsResponse all)
    {
        if (all.Rows.Count == 0)
        {
            screen.Line("Nothing there.");
            return;
        }

        Columns table = RowScreen.Table(screen.Times);
        foreach (BoardRow row in all.Rows) RowScreen.Add(table, row, screen.Times);
        table.Draw(screen);
        if (all.NextPageToken.Length > 0) screen.Line($"[grey]There are more; see them with --limit {all.Rows.Count * 2}.[/]");
    }
}
