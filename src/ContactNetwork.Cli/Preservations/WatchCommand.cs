using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation watch</c>: shows each change of the board as it happens, through lost connections.</summary>
internal static class WatchCommand
{
    private static readonly Argument<string?> Reference = new("reference") { Description = "Only this request.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Until = Choices.Of<PreservationStage>(new("--until")
    {
        Description = "End when the request named has come to this stage (or past it).",
    });
    private static readonly WatchOptions Common = new();

    public static Command Create(Surroundings surroundings) =>
        new Command("watch", "Show each change as it happens; Ctrl-C ends it.") { Reference, Until, Common.Resume, Common.Timeout }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string? reference = session.Parse.GetValue(Reference);
        PreservationStage? until = session.Parse.GetValue(Until) is { } word ? Words.Read<PreservationStage>(word) : null;
        if (until is not null && reference is null) throw CliException.Usage("--until needs the request to wait for.");
        bool IsWanted(BoardRow row) => reference is null
            || row.Reference.Equals(reference, StringComparison.OrdinalIgnoreCase)
            || row.Name.EndsWith(reference, StringComparison.OrdinalIgnoreCase);
        return await Common.FollowAsync(session, async (resume, interrupted, ends) =>
        {
            await foreach (Change<BoardRow> change in session.Node.Watch.BoardAsync(resume, interrupted, ends))
            {
                if (change.Item is not { } row || !IsWanted(row)) continue;
                if (session.IsJson) session.Screen.JsonLine(new WatchBoardResponse { Row = row, ResumeToken = change.ResumeToken });
                else Draw(session.Screen, row);
                if (until is not null && row.Stage >= until) return;
            }
        }, cancellation);
    }

    private static void Draw(Screen screen, BoardRow row)
    {
        string stage = Words.Of(row.Stage).PadRight(12);
        string urgency = Words.Of(row.Urgency).PadRight(9);
        screen.Line($"{screen.Times.Short(row.UpdateTime)}  [bold]{Safe.Text(row.Reference)}[/]  {Safe.Text(RowScreen.With(row))}  "
            + $"[{Styles.Of(row.Urgency)}]{Safe.Text(urgency)}[/]  [{Styles.Of(row.Stage)}]{Safe.Text(stage)}[/]  "
            + Safe.Text(Safe.Fit(RowScreen.NextInShort(row, screen.Times), screen.Width - 64)));
        if (RowScreen.Trouble(row) is not { } trouble) return;
        foreach (string line in Safe.Wrap(trouble, screen.Width - 10)) screen.Line($"          [red]{Safe.Text(line)}[/]");
    }
}
