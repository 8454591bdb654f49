using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>How long to wait before a page is tried again: longer and longer, never long, and not all at once.</summary>
internal static class PageSpacing
{
    /// <summary>The longest pause for emergencies and urgent alerts.</summary>
    public static readonly TimeSpan UrgentMax = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause for routine alerts.</summary>
    public static readonly TimeSpan RoutineMax = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    private const int DoublingsMax = 8;

    /// <summary>The pause after the try that comes after those of the row: a random one of the upper half.</summary>
    public static TimeSpan After(DueRow row) => After(row.Attempts, row.Item.Urgency, Random.Shared.NextDouble());

    /// <summary>The pause after so many tries; <paramref name="share"/> from 0 to 1 chooses within the upper half.</summary>
    internal static TimeSpan After(int attempts, Urgency urgency, double share)
    {
        var longest = urgency == Urgency.Routine ? RoutineMax : UrgentMax;
        var doubled = First * (1 << Math.Min(attempts, DoublingsMax));
        var bounded = doubled < longest ? doubled : longest;
        return bounded * (0.5 + (0.5 * share));
    }
}
