using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.OnCall;

/// <summary><c>cn alert duty</c>: whom the node pages now, and when.</summary>
internal static class DutyCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("duty", "Show who is paged, in which order and after how long.").Runs(surroundings, async (session, cancellation) =>
        {
            GetDutyListResponse duty = await session.Node.OnCall.GetDutyListAsync(new GetDutyListRequest(), cancellationToken: cancellation);
            if (session.IsJson) session.Screen.Json(duty);
            else Draw(session.Screen, duty);
            return ExitCodes.Done;
        });

    private static void Draw(Screen screen, GetDutyListResponse duty)
    {
        if (duty.Persons.Count == 0)
        {
            screen.Line($"[{Styles.Wrong}]Nobody is on the duty list: every alert is missed at once.[/] Name persons in the node's settings, OnCall:DutyList.");
            return;
        }

        var persons = new Columns("Person", "Paged by", "Speaks");
        foreach (DutyPerson person in duty.Persons)
            persons.Add(new Cell(person.DisplayName, "bold"), string.Join(", ", person.Channels), string.Join(", ", person.Languages));
        persons.Draw(screen);
        screen.Heading("A new alert pages");
        var ladders = new Columns("  Urgency", "After", "Whom");
        foreach (DutyLadder ladder in duty.Ladders)
        {
            string urgency = $"  {Words.Of(ladder.Urgency)}";
            foreach (DutyStep step in ladder.Steps)
            {
                ladders.Add(new Cell(urgency, Styles.Of(ladder.Urgency)), Length(step.Delay), step.Persons.Count == 0 ? "nobody" : string.Join(", ", step.Persons));
                urgency = "";
            }

            ladders.Add(urgency, Length(ladder.MissedDelay), $"missed; everybody again every {Length(ladder.AlarmInterval)}");
        }

        ladders.Draw(screen);
        if (duty.DeskPhone.Length > 0) screen.Field("Other countries call", duty.DeskPhone);
    }

    private static string Length(Duration length)
    {
        TimeSpan time = length.ToTimeSpan();
        return time == TimeSpan.Zero ? "at once"
            : time.TotalHours >= 1 && time.Minutes == 0 && time.Seconds == 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.##} min");
    }
}
