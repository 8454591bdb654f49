using System.Diagnostics;
using System.Globalization;
using ContactNetwork.Lab;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>How soon a node is ready, and what it takes while it has nothing to do.</summary>
internal static class ProcessFigures
{
    private const int Starts = 3;
    private const double ReadySecondsMax = 3;
    private const double IdleMegabytesMax = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(LabCountry country, CancellationToken cancellation)
    {
        var starts = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await country.Node.StopAsync();
            var start = Stopwatch.GetTimestamp();
            await country.Node.StartAsync(cancellation);
            starts.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        await Task.Delay(Idle, cancellation);
        return
        [
            BenchRow.AtMost("node.ready", "s", Load.Median(starts), ReadySecondsMax),
            BenchRow.AtMost("node.idle-memory", "MB", ResidentMegabytes(country.Node.ProcessId), IdleMegabytesMax),
        ];
    }

    private static double ResidentMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").Single(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
