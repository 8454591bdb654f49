using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>
/// Slows a peer that floods the routine and bulk lanes, so that it does not take the store from the others. It never
/// refuses to store anything, and it never slows the urgent lane.
/// </summary>
internal sealed class IngressBudget
{
    /// <summary>Dispatches a second that one peer may send in the long run, routine and bulk lanes together.</summary>
    public const int PerSecond = 2_000;

    /// <summary>Dispatches that one peer may send at once after a pause.</summary>
    public const int Burst = 20_000;

    /// <summary>The longest that one delivery is held back.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes from the peer's budget; waits while it is overdrawn.</summary>
    public async Task WaitAsync(string peer, Lane lane, int count, CancellationToken cancellation)
    {
        if (lane == Lane.Urgent)
            return;
        var wait = buckets.GetOrAdd(peer, _ => new Bucket()).Take(count);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait < WaitMax ? wait : WaitMax, cancellation);
    }

    private sealed class Bucket
    {
        private readonly Lock gate = new();
        private double left = Burst;
        private long last = Stopwatch.GetTimestamp();

        public TimeSpan Take(int count)
        {
            lock (gate)
            {
                var now = Stopwatch.GetTimestamp();
                left = Math.Min(Burst, left + (Stopwatch.GetElapsedTime(last, now).TotalSeconds * PerSecond));
                last = now;
                left -= count;
                return left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-left / PerSecond);
            }
        }
    }
}
