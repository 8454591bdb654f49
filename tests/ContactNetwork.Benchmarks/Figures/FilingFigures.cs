using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.Benchmarks.Floors;
using ContactNetwork.V1;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>
/// Durable filings through the API, against a bare Marten append and a bare PostgreSQL commit in the same database. The line
/// to the other country is cut meanwhile: what the courier does is a figure of its own. A filing is called over TLS and the
/// floors are not, which one caller alone feels most: what the append would be with an echo before it is shown beside.
/// A few seconds of each go before, uncounted: a process that has just started compiles its hot code in the background, on
/// the cores that are measured (`alert.first` shows what that costs).
/// </summary>
internal static class FilingFigures
{
    private const int Rounds = 3;
    private const double AimOfMarten = 0.75;
    private const double AimOfPostgres = 0.2;
    private static readonly int[] Callers = [1, 8, 32];
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(Desk desk, MartenFloor marten, PostgresFloor postgres)
    {
        var rows = new List<BenchRow>();
        var text = new EchoMessage { Text = new string('x', 100) };
        await Turns(Callers[^1], WarmUp, rounds: 1);
        foreach (var callers in Callers)
        {
            var figures = await Turns(callers, Turn, Rounds);
            rows.Add(BenchRow.AtLeastRatio($"filing.{callers}-callers.vs-marten", "filings/s", figures[2], figures[1], AimOfMarten));
            rows.Add(BenchRow.AtLeastRatio($"filing.{callers}-callers.vs-postgres", "filings/s", figures[2], figures[0], AimOfPostgres));
            if (callers == 1)
                rows.Add(BenchRow.Shown("filing.1-callers.vs-called-marten", "filings/s", figures[2], 1 / ((1 / figures[1]) + (1 / figures[3]))));
        }

        return rows;

        Task<double[]> Turns(int callers, TimeSpan turn, int rounds) => Load.InTurns(
            rounds,
            () => Load.ClosedLoop(callers, turn, _ => postgres.CommitAsync()),
            () => Load.ClosedLoop(callers, turn, _ => marten.AppendAsync()),
            () => Load.ClosedLoop(callers, turn, _ => desk.FileAsync("XB", Urgency.Routine)),
            () => Load.ClosedLoop(callers, turn, async _ => await desk.Echo.EchoAsync(text, desk.Headers)));
    }
}
