using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>How a node's cost grows with the members of its network, of which all but two are simulated.</summary>
internal static class ScaleFigures
{
    private const int Callers = 8;
    private const int Rounds = 5;
    private const int RoundsOfWarming = 3;
    private const int SheetRounds = 3;
    private const int Waiting = 20;
    private const int VersionsMissed = 2;
    private const double AimOfEcho = 0.8;
    private const double AimOfSmallest = 1.2;
    private const double SheetSecondsMax = 5;
    private const double WholeSecondsMax = 10;
    private const double HeartbeatPercentMax = 2;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(70);

    /// <summary>After a start and its first exchanges, what is idle has to come to rest.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    private static readonly LookUpContactsRequest Question = new() { Country = "XB", RequestKind = RequestKind.Preservation, Language = "en" };

    /// <summary>Measures one network after the other, the smallest first.</summary>
    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(IReadOnlyList<int> sizes)
    {
        var rows = new List<BenchRow>();
        Measured? smallest = null;
        foreach (var size in sizes.Order())
        {
            await using var network = await ScaleNetwork.StartAsync(size);
            Console.Error.WriteLine($"measuring {size} countries ...");
            var measured = await MeasureAsync(network, size);
            smallest ??= measured;
            var isAim = size == sizes.Max();
            List<BenchRow> these = [.. Rows(measured, smallest, isAim)];
            Report.Print(Console.Error, these);
            rows.AddRange(these);
        }

        return rows;
    }

    private static async Task<Measured> MeasureAsync(ScaleNetwork network, int size)
    {
        var firsts = await network.PublishAsync();
        Console.Error.WriteLine($"  the first sheet reached all in {firsts.TotalSeconds:0.0} s");
        await Task.Delay(Settling, Limit.Token);
        var text = new EchoMessage { Text = new string('x', 100) };
        var desk = network.Officer;
        Func<Task<double>>[] loads =
        [
            () => Load.ClosedLoop(Callers, Turn, async _ => await desk.Echo.EchoAsync(text, desk.Headers)),
            () => Load.ClosedLoop(Callers, Turn, async _ => await desk.Contacts.LookUpContactsAsync(Question, desk.Headers)),
        ];
        // Not counted: the compiler is still at work after a start, and the echo's code is ready sooner than a look-up's.
        await Load.InTurns(RoundsOfWarming, loads);
        var calls = await Load.InTurns(Rounds, loads);
        var sheets = new List<double>();
        for (var round = 0; round < SheetRounds; round++)
            sheets.Add((await network.PublishAsync()).TotalSeconds);
        var (ready, whole) = await network.AwayAsync(VersionsMissed, Waiting);
        // Last: what a node costs in its first minutes is mostly the compiler's, and it runs for weeks.
        await Task.Delay(Settling, Limit.Token);
        var idle = await network.IdleAsync(Idle);
        return new Measured(size, calls[0], calls[1], Load.Median(sheets), ready.TotalSeconds, whole.TotalSeconds, idle.NodePercent, idle.PostgresPercent);
    }

    private static IEnumerable<BenchRow> Rows(Measured one, Measured smallest, bool isAim)
    {
        var name = $"scale.{one.Size}";
        var (micros, microsOfSmallest) = (1e6 * Callers / one.LookUps, 1e6 * Callers / smallest.LookUps);
        yield return BenchRow.AtLeastRatio($"{name}.lookup.vs-echo", "calls/s", one.LookUps, one.Echo, AimOfEcho);
        if (one != smallest)
            yield return BenchRow.AtMostRatio($"{name}.lookup.vs-{smallest.Size}-countries", "µs", micros, microsOfSmallest, AimOfSmallest);
        yield return BenchRow.AtMost($"{name}.sheet-reaches-all", "s", one.SheetSeconds, SheetSecondsMax);
        yield return BenchRow.AtMost($"{name}.away-node-is-whole", "s", one.WholeSeconds, WholeSecondsMax);
        yield return BenchRow.Shown($"{name}.away-node-is-ready", "s", one.ReadySeconds);
        yield return BenchRow.Shown($"{name}.idle.node", "% of a core", one.IdleNodePercent);
        yield return BenchRow.Shown($"{name}.idle.postgres-of-both", "% of a core", one.IdlePostgresPercent);
        if (one != smallest && isAim)
            yield return BenchRow.AtMost($"{name}.heartbeats", "% of a core", one.IdleNodePercent - smallest.IdleNodePercent, HeartbeatPercentMax);
        else if (one != smallest)
            yield return BenchRow.Shown($"{name}.heartbeats", "% of a core", one.IdleNodePercent - smallest.IdleNodePercent);
    }

    private sealed record Measured(
        int Size,
        double Echo,
        double LookUps,
        double SheetSeconds,
        double ReadySeconds,
        double WholeSeconds,
        double IdleNodePercent,
        double IdlePostgresPercent);
}
