using System.Collections.Immutable;
using System.Diagnostics;

namespace ContactNetwork.Node.Operations;

/// <summary>
/// Does the real thing that readiness promises, e.g. writes a row or makes a signature. Reaching peers is never part of it:
/// an unreachable peer is an alarm, and taking this node away would help nobody.
/// </summary>
internal interface IReadinessProbe
{
    /// <summary>Names the probe in the answer, e.g. "store-write".</summary>
    string Name { get; }

    /// <summary>Returns when the thing was done; throws when it can't be.</summary>
    Task ProbeAsync(CancellationToken cancellation);
}

/// <summary>How one probe went.</summary>
/// <param name="Name">The probe.</param>
/// <param name="IsWell">Whether the thing was done in time.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record ProbeResult(string Name, bool IsWell, double Milliseconds);

/// <summary>Runs the probes, all at once, each within its time.</summary>
internal sealed partial class Readiness(IEnumerable<IReadinessProbe> probes, ILogger<Readiness> logger)
{
    /// <summary>How long a probe may take before it counts as failed.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Runs every probe once.</summary>
    public async Task<ImmutableArray<ProbeResult>> CheckAsync(CancellationToken cancellation) =>
        [.. await Task.WhenAll(probes.Select(probe => RunAsync(probe, cancellation)))];

    private async Task<ProbeResult> RunAsync(IReadinessProbe probe, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeTimeout);
        try
        {
            await probe.ProbeAsync(limit.Token);
            return new ProbeResult(probe.Name, true, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            // Any fault means "not ready"; the answer names the probe, the log the kind of fault, neither its text.
            LogFailed(logger, probe.Name, fault.GetType().Name);
            return new ProbeResult(probe.Name, false, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    [LoggerMessage(EventId = 1301, EventName = "ProbeFailed", Level = LogLevel.Warning, Message = "Readiness probe {Probe} failed: {Fault}.")]
    private static partial void LogFailed(ILogger logger, string probe, string fault);
}
