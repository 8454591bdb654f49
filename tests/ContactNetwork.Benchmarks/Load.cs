using System.Diagnostics;

namespace ContactNetwork.Benchmarks;

/// <summary>Loads that are bounded in time and number, and what they measure.</summary>
internal static class Load
{
    /// <summary>
    /// Runs <paramref name="callers"/> loops for <paramref name="duration"/>, each calling again as soon as it was answered.
    /// </summary>
    /// <returns>Completed calls per second.</returns>
    public static async Task<double> ClosedLoop(int callers, TimeSpan duration, Func<int, Task> call)
    {
        var calls = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (watch.Elapsed < duration && !Limit.Token.IsCancellationRequested)
            {
                await call(caller);
                Interlocked.Increment(ref calls);
            }
        })));
        return calls / watch.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Measures two loads in turns, so that both meet the same noise of the machine.
    /// </summary>
    /// <returns>The median of each load's figures.</returns>
    public static async Task<double[]> InTurns(int rounds, params Func<Task<double>>[] loads)
    {
        var figures = loads.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < loads.Length; i++)
            {
                figures[i].Add(await loads[i]());
            }
        }

        return [.. figures.Select(Median)];
    }

    /// <summary>Starts a call every 1/<paramref name="perSecond"/> s, whether or not earlier ones have ended.</summary>
    public static async Task OpenLoop(double perSecond, int count, Func<int, Task> call)
    {
        var watch = Stopwatch.StartNew();
        var running = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var wait = TimeSpan.FromSeconds(i / perSecond) - watch.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, Limit.Token);
            }

            running.Add(call(i));
        }

        await Task.WhenAll(running);
    }

    /// <summary>The median of some figures.</summary>
    public static double Median(IEnumerable<double> figures) => Percentile(figures, 0.5);

    /// <summary>A percentile of some figures, by the nearest rank.</summary>
    public static double Percentile(IEnumerable<double> figures, double share)
    {
        var sorted = figures.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
