using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.Benchmarks.Floors;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>
/// From the filing call in one country to the alert on the other's stream: the first ones after a start, when much code is
/// compiled on its way; alone, once it is; and at 50 filings a second.
/// </summary>
internal static class AlertFigures
{
    private const int Alone = 60;
    private const int FirstOnes = 60;
    private const int WarmUps = 300;
    private const int PerSecond = 50;
    private const int AtRate = 500;
    private const double AimOfFloor = 3;
    private const double P99MillisecondsMax = 250;
    private static readonly TimeSpan ArrivalMax = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(Desk officer, Desk duty, MartenFloor marten)
    {
        var arrivals = new ConcurrentDictionary<string, long>();
        using var stop = new CancellationTokenSource();
        var watch = WatchAsync(duty, arrivals, stop.Token);

        var text = new EchoMessage { Text = new string('x', 100) };
        var echo = await OneByOne(Alone, () => Timed(async () => await officer.Echo.EchoAsync(text, officer.Headers)));
        var append = await OneByOne(Alone, () => Timed(marten.AppendAsync));
        var floor = Load.Median(echo) + (2 * Load.Median(append));

        var first = await OneByOne(FirstOnes, () => FileAndWaitAsync(officer, arrivals));
        await OneByOne(WarmUps, () => FileAndWaitAsync(officer, arrivals));
        var alone = await OneByOne(Alone, () => FileAndWaitAsync(officer, arrivals));

        var loaded = new ConcurrentBag<double>();
        await Load.OpenLoop(PerSecond, AtRate, async _ => loaded.Add(await FileAndWaitAsync(officer, arrivals)));
        await stop.CancelAsync();
        await watch;
        return
        [
            BenchRow.Shown("alert.first.median", "ms", Load.Median(first), floor),
            BenchRow.AtMostRatio("alert.alone.median", "ms", Load.Median(alone), floor, AimOfFloor),
            BenchRow.Shown("alert.alone.p99", "ms", Load.Percentile(alone, 0.99), floor),
            BenchRow.Shown($"alert.{PerSecond}-per-second.median", "ms", Load.Median(loaded), floor),
            BenchRow.AtMost($"alert.{PerSecond}-per-second.p99", "ms", Load.Percentile(loaded, 0.99), P99MillisecondsMax),
        ];
    }

    private static async Task<List<double>> OneByOne(int count, Func<Task<double>> measure)
    {
        var figures = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            figures.Add(await measure());
        }

        return figures;
    }

    private static async Task<double> Timed(Func<Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> FileAndWaitAsync(Desk officer, ConcurrentDictionary<string, long> arrivals)
    {
        var start = Stopwatch.GetTimestamp();
        var reference = await officer.FileAsync("XB", Urgency.Urgent);
        long arrival;
        while (!arrivals.TryRemove(reference, out arrival))
        {
            if (Stopwatch.GetElapsedTime(start) > ArrivalMax)
            {
                throw new TimeoutException($"No alert for {reference} within {ArrivalMax.TotalSeconds} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), Limit.Token);
        }

        return Stopwatch.GetElapsedTime(start, arrival).TotalMilliseconds;
    }

    private static async Task WatchAsync(Desk duty, ConcurrentDictionary<string, long> arrivals, CancellationToken stop)
    {
        try
        {
            using var stream = duty.OnCall.WatchAlerts(new WatchAlertsRequest(), duty.Headers, cancellationToken: stop);
            await foreach (var change in stream.ResponseStream.ReadAllAsync(stop))
            {
                if (change.Alert is { Reference: { Length: > 0 } reference })
                {
                    arrivals.TryAdd(reference, Stopwatch.GetTimestamp());
                }
            }
        }
        catch (RpcException ended) when (ended.StatusCode is StatusCode.Cancelled && stop.IsCancellationRequested)
        {
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }
}
