namespace ContactNetwork.Domain.Preservations;

/// <summary>When something overdue is said again: after its first time, then twice that, four times that, at most a day.</summary>
/// <remarks>An open request is never forgotten, and a country that is away for weeks does not grow a stream by thousands.</remarks>
public static class Repetition
{
    /// <summary>The longest time between two repetitions.</summary>
    public static TimeSpan IntervalMax { get; } = TimeSpan.FromHours(24);

    /// <summary>The doublings after which any first time above a second has reached <see cref="IntervalMax"/>.</summary>
    private const int DoublingsMax = 17;

    /// <summary>The next instant.</summary>
    /// <param name="at">Now.</param>
    /// <param name="first">The time that was promised first.</param>
    /// <param name="repetitions">How often it was said before now.</param>
    public static DateTimeOffset Next(DateTimeOffset at, TimeSpan first, int repetitions)
    {
        TimeSpan atLeastSecond = first < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : first;
        TimeSpan bounded = atLeastSecond > IntervalMax ? IntervalMax : atLeastSecond;
        TimeSpan interval = bounded * (1 << Math.Clamp(repetitions, 0, DoublingsMax));
        return at + (interval > IntervalMax ? IntervalMax : interval);
    }
}
