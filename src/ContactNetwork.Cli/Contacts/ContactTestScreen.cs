using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary>Draws contact tests.</summary>
internal static class ContactTestScreen
{
    public static void Draw(Screen screen, ListContactTestsResponse found)
    {
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
