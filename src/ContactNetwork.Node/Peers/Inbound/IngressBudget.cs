using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>How much a peer may send in the routine and bulk lanes together, and how long its calls wait for each other.</summary>
/// <param name="PerSecond">Dispatches a second in the long run.</param>
/// <param name="Burst">Dispatches at once after a pause.</param>
/// <param name="WaitMax">The longest that one delivery is held back; where that is not enough, it is told when to come again.</param>
internal sealed record IngressLimits(double PerSecond, int Burst, TimeSpan WaitMax)
{
    /// <summary>How long a delivery waits for an earlier one of its lane, e.g. one that its sender gave up; then the peer is told to come again.</summary>
    public TimeSpan TurnAwaited { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Those of a node.</summary>
    public static IngressLimits Default { get; } = new(PerSecond: 2_000, Burst: 20_000, TimeSpan.FromSeconds(2));
}

/// <summary>
/// Slows a peer that floods the routine and bulk lanes, so that it does not take the store from the others. It never
/// touches the urgent lane: what is urgent is always stored.
/// </summary>
internal sealed class IngressBudget(IngressLimits limits)
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes from the peer's budget, and holds back while it is overdrawn.</summary>
    /// <returns>Null: go on. Else nothing was taken, and the peer should come again after this long.</returns>
    public async Task<TimeSpan?> AdmitAsync(string peer, Lane lane, int count, CancellationToken cancellation)
    {
        if (lane == Lane.Urgent)
            return null;
        var wait = buckets.GetOrAdd(peer, _ => new Bucket(limits)).Take(count);
        if (wait > limits.WaitMax)
            return wait;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, cancellation);
        return null;
    }

    private sealed class Bucket(IngressLimits limits)
    {
        private readonly Lock gate = new();
        private double left = limits.Burst;
        private long last = Stopwatch.GetTimestamp();

        /// <summary>How long to wait; what would have to wait too long is not taken.</summary>
        public TimeSpan Take(int count)
        {
            lock (gate)
            {
                var now = Stopwatch.GetTimestamp();
                left = Math.Min(limits.Burst, left + (Stopwatch.GetElapsedTime(last, now).TotalSeconds * limits.PerSecond));
                last = now;
                // A batch larger than the burst is let in when the budget is full.
                var needed = Math.Min(count, limits.Burst);
                var wait = left >= needed ? TimeSpan.Zero : TimeSpan.FromSeconds((needed - left) / limits.PerSecond);
                if (wait <= limits.WaitMax)
                    left -= count;
                return wait;
            }
        }
    }
}
