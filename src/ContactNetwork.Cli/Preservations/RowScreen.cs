using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary>Draws rows of the board.</summary>
internal static class RowScreen
{
    /// <summary>Shows the outcome of an act: one sentence, then what comes next.</summary>
    public static void ShowAfter(Session session, BoardRow row, string sentence)
    {
        if (session.IsJson)
        {
            session.Screen.Json(row);
            return;
        }

        session.Screen.Line(sentence);
        if (Next(row, session.Screen.Times) is { } next) session.Screen.Line($"[grey]Next:[/] {Safe.Text(next)}");
        session.Screen.Line($"[grey]See:[/]  cn preservation show {row.Reference}");
    }

    public static Columns Table(Times times) => new("Reference", "With", "Urgency", "Stage", $"Filed ({times.Zone})", "Next") { Shrinking = 5 };

    public static void Add(Columns table, BoardRow row, Times times)
    {
        bool isLate = row.DueTime is not null && times.HasPassed(row.DueTime);
        table.Add(
            new Cell(row.Reference, row.Purpose == Purpose.Test ? Styles.Quiet : "bold"),
            With(row),
            new Cell(Words.Of(row.Urgency) + (row.Purpose == Purpose.Test ? ", test" : ""), Styles.Of(row.Urgency)),
            new Cell(Words.Of(row.Stage), Styles.Of(row.Stage)),
            times.ShortWithRelative(row.FileTime),
            new Cell(NextInShort(row, times), isLate ? Styles.Wrong : Styles.Default));
        if (Trouble(row) is { } trouble) table.Note(trouble, Styles.Wrong);
    }

    /// <summary>What is next, for a column that may be cut: when comes first.</summary>
    public static string NextInShort(BoardRow row, Times times) =>
        row.DueTime is null ? "" : $"{times.Due(row.DueTime)}: {row.DueStep}";

    /// <summary>The direction and the other country: an arrow out for what we filed, one in for what came.</summary>
    public static string With(BoardRow row) => $"{(row.Side == Side.Requesting ? "→" : "←")} {row.PeerCountry}";

    public static string? Next(BoardRow row, Times times) =>
        row.DueTime is null ? null : $"{row.DueStep} {times.Due(row.DueTime)}";

    public static string? Trouble(BoardRow row)
    {
        if (row.Trouble.Length == 0) return null;
        return row.CallPhone.Length == 0 ? row.Trouble : $"{row.Trouble} Call {row.CallPhone}.";
    }
}
