using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ContactNetwork.Node.Operations;

/// <summary>What is wrong with the node now: codes that the status lists and the metrics show. Rooms raise their own.</summary>
internal sealed class Alarms
{
    private readonly ConcurrentDictionary<string, bool> raised = new();

    public Alarms() => Meters.Gauge(
        "contact_network_alarm",
        "{alarm}",
        "1 for each alarm that is raised now, by code.",
        () => Raised.Select(code => new Measurement<double>(1, new KeyValuePair<string, object?>("code", code))));

    /// <summary>The codes raised now, in order.</summary>
    public IReadOnlyList<string> Raised => [.. raised.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Raises or lowers an alarm. A code is upper snake case, at most 63 characters; what varies may follow a colon.</summary>
    public void Set(string code, bool isRaised)
    {
        if (isRaised)
            raised[code] = true;
        else
            raised.TryRemove(code, out _);
    }
}

/// <summary>The alarms of the node itself.</summary>
internal static class AlarmCodes
{
    /// <summary>Clocks jumped or disagree by more than 5 minutes: what can't be undone is held.</summary>
    public const string ClockDisputed = "CLOCK_DISPUTED";

    /// <summary>Due work is parked: a person should look.</summary>
    public const string WorkParked = "WORK_PARKED";

    /// <summary>Work of this node's own (a page, the next step of an alert, a deadline) has been due for more than a minute and nobody did it.</summary>
    public const string WorkOverdue = "WORK_OVERDUE";

    /// <summary>This process can't show that it lives, so it takes no lease: it pages nobody and delivers nothing.</summary>
    public const string PresenceLost = "PRESENCE_LOST";

    /// <summary>An open transaction somewhere in the cluster holds resume tokens back.</summary>
    public const string HorizonHeld = "HORIZON_HELD";

    /// <summary>The store can't be reached.</summary>
    public const string StoreAway = "STORE_AWAY";
}
