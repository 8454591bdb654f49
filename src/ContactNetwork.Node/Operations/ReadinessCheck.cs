using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ContactNetwork.Node.Operations;

/// <summary>
/// Tells the standard gRPC health service what readiness found when it was last looked at. Whoever asks gets that: anybody
/// may ask, and nobody shall make the node write by asking.
/// </summary>
internal sealed class ReadinessCheck(Readiness readiness) : IHealthCheck
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        (await readiness.CheckAsync(cancellationToken)).All(probe => probe.IsWell) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}
