using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Peers;

/// <summary><c>cn peer refusals</c>: what the node refused at its border, and why.</summary>
internal static class RefusalsCommand
{
    private const int DaysMax = 400;

    private static readonly Option<int> Days = new("--days") { Description = "How many days back. Default: 7.", DefaultValueFactory = _ => 7 };

    public static Command Create(Surroundings surroundings) =>
        new Command("refusals", "Show what was refused at the border: handshakes, documents, calls, dispatches.") { Days }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        int days = session.Parse.GetValue(Days);
        if (days is < 1 or > DaysMax) throw CliException.Usage($"--days must be 1 to {DaysMax}.");
        var request = new ListRefusalsRequest { SinceTime = Timestamp.FromDateTimeOffset(session.Surroundings.Time.GetUtcNow().AddDays(-days)) };
        ListRefusalsResponse found = await session.Node.Peers.ListRefusalsAsync(request, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else if (found.Refusals.Count == 0) session.Screen.Line($"Nothing was refused in the last {days} day(s).");
        else Draw(session.Screen, found);
        return ExitCodes.Done;
    }

    private static void Draw(Screen screen, ListRefusalsResponse found)
    {
        var table = new Columns("Last", "Where", "Reason", "Country", "Count") { Shrinking = 2 };
        foreach (PeerRefusal refusal in found.Refusals)
        {
            table.Add(
                screen.Times.Relative(refusal.LastTime),
                Words.Plain(refusal.Source),
                new Cell(refusal.Reason, Styles.Wrong),
                refusal.Country,
                refusal.Count.ToString(CultureInfo.InvariantCulture));
            table.Note(refusal.LastDetail, Styles.Default);
        }

        table.Draw(screen);
        if (found.HasMore) screen.Line("There is more: ask for fewer days, or the API with until_time.");
    }
}
