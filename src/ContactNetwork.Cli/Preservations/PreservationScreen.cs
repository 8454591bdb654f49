using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary>Draws one request: where it stands, what has happened, what it asks.</summary>
internal static class PreservationScreen
{
    private const int KeyIdShown = 16;

    public static void Draw(Screen screen, GetPreservationResponse found)
    {
        DrawStanding(screen, found.Row);
        DrawHistory(screen, found.History);
        if (found.IsContentErased)
        {
            screen.Heading("Content");
            screen.Line("  Was erased by rule; what has happened stays.");
        }
        else if (found.Content is not null)
        {
            ContentScreen.Draw(screen, found.Content);
        }
    }

    private static void DrawStanding(Screen screen, BoardRow row)
    {
        Times times = screen.Times;
        string direction = row.Side == Side.Requesting ? $"filed by us with {row.PeerCountry}" : $"came from {row.PeerCountry}";
        screen.Line($"[bold]{Safe.Text(row.Reference)}[/]  [{Styles.Of(row.Stage)}]{Safe.Text(Words.Of(row.Stage))}[/]  "
            + $"[{Styles.Of(row.Urgency)}]{Safe.Text(Words.Of(row.Urgency))}[/]"
            + (row.Purpose == Purpose.Test ? "  [grey]test[/]" : "")
            + $"  {Safe.Text(direction)}");
        if (RowScreen.Trouble(row) is { } trouble) screen.Field("Trouble", trouble, Styles.Wrong);
        screen.Line();
        screen.Field("Filed", times.FullWithRelative(row.FileTime));
        Fact(screen, "Delivered", row.DeliverTime);
        Fact(screen, "Desk paged", row.PageTime);
        Fact(screen, "Acknowledged", row.AcknowledgeTime);
        Fact(screen, "Withdrawn", row.WithdrawTime);
        bool isLate = row.DueTime is not null && times.HasPassed(row.DueTime);
        if (row.DueTime is not null)
            screen.Field("Next", $"{row.DueStep}, {times.FullWithRelative(row.DueTime)}", isLate ? Styles.Wrong : Styles.Default);
        screen.Field("Version", row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void Fact(Screen screen, string label, Google.Protobuf.WellKnownTypes.Timestamp? time)
    {
        if (time is not null) screen.Field(label, screen.Times.FullWithRelative(time));
    }

    private static void DrawHistory(Screen screen, IEnumerable<HistoryStep> history)
    {
        HistoryStep[] steps = [.. history];
        if (steps.Length == 0) return;
        screen.Heading("What has happened");
        var table = new Columns($"  Time ({screen.Times.Zone})", "Step", "By", "Detail", "Signed by key") { Shrinking = 3 };
        foreach (HistoryStep step in steps)
        {
            string key = step.SigningKeyId.Length > KeyIdShown ? step.SigningKeyId[..KeyIdShown] : step.SigningKeyId;
            table.Add($"  {screen.Times.Precise(step.OccurTime)}", step.Step, step.Actor, step.Detail, key);
            if (step.Note.Length > 0) table.Note($"“{step.Note}”", "italic");
        }

        table.Draw(screen);
    }
}
