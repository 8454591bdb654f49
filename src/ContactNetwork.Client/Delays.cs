namespace ContactNetwork.Client;

/// <summary>How long to wait before the next try.</summary>
internal static class Delays
{
    private const double JitterShare = 0.2;

    /// <summary>The delay after the given number of failed tries: the node's own wish, or a doubling one; both with jitter.</summary>
    public static TimeSpan Before(int failedAttempts, TimeSpan? wish, NodeClientOptions options)
    {
        double doubled = options.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failedAttempts - 1, 16));
        double milliseconds = wish?.TotalMilliseconds ?? Math.Min(doubled, options.DelayMax.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(milliseconds * (1 + JitterShare * Random.Shared.NextDouble()));
    }
}
