using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.Benchmarks.Floors;
using ContactNetwork.V1;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>
/// Durable filings through the API, against a bare Marten append and a bare PostgreSQL commit in the same database. The line
/// to the other country is cut meanwhile: what the courier does is a figure of its own. A filing is called over TLS and the
/// floors are not, which one caller alone feels most: what the append would be with an echo before it is shown beside.
/// </summary>
internal static class FilingFigures
{
    private const int Rounds = 3;
    private const double AimOfMarten = 0.75;
    private const double AimOfPostgres = 0.2;
    private static readonly int[] Callers = [1, 8, 32];
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(Desk desk, MartenFloor marten, PostgresFloor postgres)
    {
        var rows = new List<BenchRow>();
        var text = new EchoMessage { Text = new string('x', 100) };
        foreach (var callers in Callers)
        {
            var figures = await Load.InTurns(
                Rounds,
                () => Load.ClosedLoop(callers, Turn, _ => postgres.CommitAsync()),
                () => Load.ClosedLoop(callers, Turn, _ => marten.AppendAsync()),
                () => Load.ClosedLoop(callers, Turn, _ => desk.FileAsync("XB", Urgency.Routine)),
                () => Load.ClosedLoop(callers, Turn, async _ => await desk.Echo.EchoAsync(text, desk.Headers)));
            rows.Add(BenchRow.AtLeastRatio($"filing.{callers}-callers.vs-marten", "filings/s", figures[2], figures[1], AimOfMarten));
            rows.Add(BenchRow.AtLeastRatio($"filing.{callers}-callers.vs-postgres", "filings/s", figures[2], figures[0], AimOfPostgres));
            if (callers == 1)
                rows.Add(BenchRow.Shown("filing.1-callers.vs-called-marten", "filings/s", figures[2], 1 / ((1 / figures[1]) + (1 / figures[3]))));
        }

        return rows;
    }
}
