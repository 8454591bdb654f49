using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary>Draws contact tests.</summary>
internal static class ContactTestScreen
{
    public static void Draw(Screen screen, ListContactTestsResponse found)
    {
        foreach (VoiceTestDuty duty in found.VoiceTestDuties) DrawDuty(screen, duty);
        if (found.Tests.Count == 0)
        {
            screen.Line("No contact test is known here.");
            return;
        }

        var table = new Columns($"WHEN ({screen.Times.Zone})", "WHO", "HOW", "STATE", "RESULT", "BY");
        foreach (ContactTest test in found.Tests)
        {
            table.Add(
                screen.Times.Short(test.StartTime ?? test.PlanTime ?? test.AddTime),
                test.Side == ContactTestSide.Tester ? $"we test {test.PeerCountry}" : $"{test.PeerCountry} tests us",
                Words.Plain(test.Level),
                Words.Plain(test.State),
                Result(test),
                test.AcknowledgedRole);
            if (test.Level == ContactTestLevel.Voice) table.Note(Call(test), "grey");
            if (test.DeclineReason != ContactTestDeclineReason.Unspecified) table.Note(Declined(screen, test), "yellow");
            if (test.Correction.Length > 0) table.Note(test.Correction, "yellow");
        }

        table.Draw(screen);
    }

    /// <summary>A voice test that this country owes: whom, by when, and the command that begins it.</summary>
    private static void DrawDuty(Screen screen, VoiceTestDuty duty)
    {
        string what = $"Voice test of {Safe.Text(duty.Country)}, {Safe.Text(duty.Period)}:";
        screen.Line(duty.State switch
        {
            VoiceTestDutyState.Planned => $"{what} [grey]planned, due by {Safe.Text(screen.Times.FullWithRelative(duty.DueTime))}; the desk is told when it is time.[/]",
            VoiceTestDutyState.Due => $"{what} [yellow]due[/] by {Safe.Text(screen.Times.FullWithRelative(duty.DueTime))}.",
            VoiceTestDutyState.Overdue => $"{what} [red]overdue[/] since {Safe.Text(screen.Times.FullWithRelative(duty.DueTime))}.",
            VoiceTestDutyState.Done => $"{what} [green]done[/] {Safe.Text(screen.Times.Full(duty.DoneTime))}.",
            VoiceTestDutyState.Missed => $"{what} [red]missed[/]; nobody called them.",
            _ => $"{what} {Words.Plain(duty.State)}",
        });
        // On a line of its own, so that it is whole on a narrow screen.
        if (duty.State is VoiceTestDutyState.Due or VoiceTestDutyState.Overdue)
            screen.Line($"  cn directory voice-test start {Safe.Text(duty.Country)}");
        if (duty.Hindrance != VoiceTestHindrance.Unspecified) screen.Line($"  [yellow]It can't be done now: {Hindrance(duty)}[/]");
    }

    private static string Hindrance(VoiceTestDuty duty) => duty.Hindrance switch
    {
        VoiceTestHindrance.NotAMember => "the country is no member any more.",
        VoiceTestHindrance.Suspended => $"the country is suspended (cn peer show {Safe.Text(duty.Country)}).",
        VoiceTestHindrance.NotTaken => "the country's node does not take voice tests; call its desk.",
        VoiceTestHindrance.NoNumber => $"the country lists no number that a test may dial now (cn directory lookup --country {Safe.Text(duty.Country)}).",
        _ => $"{Words.Plain(duty.Hindrance)}.",
    };

    private static Cell Result(ContactTest test) => test.Outcome == ContactTestOutcome.Unspecified
        ? new Cell("–")
        : new Cell(Words.Plain(test.Outcome), test.Outcome == ContactTestOutcome.Ok ? Styles.Well : Styles.Wrong);

    private static string Call(ContactTest test) => string.Join(
        ", ",
        new[]
        {
            test.Reference,
            test.ContactPointId,
            test.Number.Length == 0 ? "" : test.IsPreviousNumber ? $"{test.Number} (previous)" : test.Number,
            test.Word == ContactTestWord.Unspecified ? "" : $"word {Words.Plain(test.Word)}",
            test.Language.Length == 0 ? "" : $"in {test.Language}",
        }.Where(part => part.Length > 0));

    private static string Declined(Screen screen, ContactTest test) => test.NextTime is null
        ? $"Not taken: {Words.Plain(test.DeclineReason)}."
        : $"Not taken: {Words.Plain(test.DeclineReason)}; again from {screen.Times.FullWithRelative(test.NextTime)}.";
}
