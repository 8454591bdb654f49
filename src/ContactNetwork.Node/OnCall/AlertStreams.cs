using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall;

/// <summary>The stream of an alert.</summary>
internal static class AlertStreams
{
    /// <summary>Alerts hold no case content, so nothing is sealed.</summary>
    public static StreamKind<Alert, AlertCommand, AlertEvent> Alerts { get; } = new()
    {
        Name = "alert",
        IsSealed = false,
        Decide = AlertDecider.Decide,
        Evolve = AlertDecider.Evolve,
        Due = AlertDecider.Due,
    };
}

/// <summary>Shows Marten how alerts fold.</summary>
internal sealed partial class AlertAggregation() : DeciderAggregation<Alert, AlertEvent>(AlertDecider.Evolve);
