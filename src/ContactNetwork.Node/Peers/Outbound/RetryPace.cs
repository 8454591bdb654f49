using ContactNetwork.Domain;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>When to try again: soon at first, then at most so far apart, for ever, with jitter.</summary>
internal static class RetryPace
{
    /// <summary>The longest pause in the urgent lane.</summary>
    public static readonly TimeSpan UrgentMax = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause in the routine lane.</summary>
    public static readonly TimeSpan RoutineMax = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause in the bulk lane.</summary>
    public static readonly TimeSpan BulkMax = TimeSpan.FromMinutes(5);

    /// <summary>The shortest pause, also between a try and the one that inbound contact permits.</summary>
    public static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    private const int DoublingsMax = 10;
    private const double JitterShare = 0.2;

    /// <summary>The longest pause in a lane.</summary>
    public static TimeSpan Max(Lane lane) => lane switch
    {
        Lane.Urgent => UrgentMax,
        Lane.Routine => RoutineMax,
        Lane.Bulk => BulkMax,
        _ => throw new ArgumentOutOfRangeException(nameof(lane)),
    };

    /// <summary>The pause after this many failed tries, 1 or more.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="attempts">Failed tries since the last answer.</param>
    /// <param name="random">From 0 to 1: shortens the pause by up to a fifth.</param>
    public static TimeSpan After(Lane lane, int attempts, double random)
    {
        var grown = Min * Math.Pow(2, Math.Clamp(attempts - 1, 0, DoublingsMax));
        var max = Max(lane);
        return (grown < max ? grown : max) * (1 - (JitterShare * random));
    }
}
