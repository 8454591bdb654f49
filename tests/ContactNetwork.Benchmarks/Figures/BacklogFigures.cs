using System.Diagnostics;
using ContactNetwork.Lab;
using ContactNetwork.V1;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>How fast what waited for a country flows once it is back.</summary>
internal static class BacklogFigures
{
    private const int Callers = 16;
    private const double PerSecondMin = 1_000;
    private static readonly TimeSpan DrainMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Look-ups share a reading for a moment: what is counted after it is what is there.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    /// <summary>Fills the backlog up to <paramref name="size"/> while the line is cut, heals it and waits for the last receipt.</summary>
    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(Desk desk, LabCountry to, int size)
    {
        await Task.Delay(Settled, Limit.Token);
        var waiting = await QueuedAsync(desk);
        var missing = Math.Max(0, size - waiting);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref missing) >= 0)
            {
                await desk.FileAsync("XB", Urgency.Routine);
            }
        }));

        await Task.Delay(Settled, Limit.Token);
        waiting = await QueuedAsync(desk);
        to.Link.Heal();
        long start = 0, last = waiting;
        var watch = Stopwatch.StartNew();
        while (last > 0)
        {
            if (watch.Elapsed > DrainMax)
            {
                throw new TimeoutException($"{last} of {waiting} dispatches still wait after {DrainMax.TotalMinutes} minutes.");
            }

            await Task.Delay(Look, Limit.Token);
            last = await QueuedAsync(desk);
            if (last == waiting)
            {
                start = watch.ElapsedMilliseconds; // the wait for the next try is not the drain
            }
        }

        return [BenchRow.AtLeast($"backlog.{waiting}-dispatches", "dispatches/s", waiting * 1_000.0 / (watch.ElapsedMilliseconds - start), PerSecondMin)];
    }

    private static async Task<long> QueuedAsync(Desk desk)
    {
        var peers = await desk.Peers.ListPeersAsync(new ListPeersRequest(), desk.Headers);
        return peers.Peers.Single(peer => peer.Country == "XB").Lanes.Sum(lane => lane.QueuedCount);
    }
}
