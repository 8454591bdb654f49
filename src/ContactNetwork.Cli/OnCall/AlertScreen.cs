using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.OnCall;

/// <summary>Draws alerts.</summary>
internal static class AlertScreen
{
    public static Columns Table(Times times) => new("About", "Why", "Urgency", "State", $"Raised ({times.Zone})", "Next") { Shrinking = 5 };

    public static void Add(Columns table, Alert alert, Times times) => table.Add(
        new Cell(Marked(alert), "bold"),
        Cause(alert),
        new Cell(Words.Of(alert.Urgency), Styles.Of(alert.Urgency)),
        new Cell(Words.Of(alert.State), Styles.Of(alert.State)),
        times.ShortWithRelative(alert.RaiseTime),
        Next(alert, times));

    public static string About(Alert alert) => alert.Reference.Length > 0
        ? alert.Reference
        : alert.PeerCountry.Length > 0 ? $"{alert.SubjectKind} {alert.PeerCountry}" : alert.Name[(alert.Name.LastIndexOf('/') + 1)..];

    /// <summary>What it is about, after the word TEST where it is about no real case.</summary>
    public static string Marked(Alert alert) => alert.Purpose == Purpose.Test ? $"TEST {About(alert)}" : About(alert);

    public static string Cause(Alert alert) => alert.Cause.ToLowerInvariant().Replace('_', ' ');

    public static string Next(Alert alert, Times times)
    {
        if (alert.State == AlertState.Acknowledged) return alert.AcknowledgedPerson.Length > 0 ? $"taken by {alert.AcknowledgedPerson}" : "";
        return alert.NextStepTime is null ? "" : $"step {alert.Step + 1} {times.Relative(alert.NextStepTime)}";
    }

    public static void Draw(Screen screen, GetAlertResponse found)
    {
        Alert alert = found.Alert;
        Times times = screen.Times;
        screen.Line($"[bold]{Safe.Text(Marked(alert))}[/]  {Safe.Text(Cause(alert))}  "
            + $"[{Styles.Of(alert.State)}]{Safe.Text(Words.Of(alert.State))}[/]  [{Styles.Of(alert.Urgency)}]{Safe.Text(Words.Of(alert.Urgency))}[/]");
        screen.Line();
        screen.Field("Alert", alert.Name);
        screen.Field("About", alert.SubjectName);
        screen.Field("Country", alert.PeerCountry);
        screen.Field("Raised", times.FullWithRelative(alert.RaiseTime));
        if (alert.NotifyTime is not null) screen.Field("First paged", times.FullWithRelative(alert.NotifyTime));
        if (alert.AcknowledgeTime is not null)
            screen.Field("Taken", $"{times.FullWithRelative(alert.AcknowledgeTime)} by {alert.AcknowledgedPerson}", Styles.Well);
        if (alert.NextStepTime is not null)
            screen.Field("Next", $"step {alert.Step + 1}, {times.FullWithRelative(alert.NextStepTime)}");
        if (found.Attempts.Count == 0) return;
        screen.Heading("Pages");
        var table = new Columns($"  Time ({times.Zone})", "Step", "Person", "By", "Outcome");
        foreach (PageAttempt attempt in found.Attempts)
        {
            string outcome = attempt.Failure.Length > 0 ? $"{Words.Of(attempt.State)}: {attempt.Failure}" : Words.Of(attempt.State);
            table.Add(
                $"  {times.Precise(attempt.StartTime)}",
                attempt.Step.ToString(System.Globalization.CultureInfo.InvariantCulture),
                attempt.Person,
                attempt.Channel,
                new Cell(outcome, attempt.State == PageAttemptState.Failed ? Styles.Wrong : Styles.Default));
        }

        table.Draw(screen);
    }
}
