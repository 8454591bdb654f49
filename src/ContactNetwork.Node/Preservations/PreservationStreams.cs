using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations;

/// <summary>The two kinds of streams of this room: a request is one stream on each side.</summary>
internal static class PreservationStreams
{
    /// <summary>A request that this country filed.</summary>
    public static StreamKind<RequestingPreservation, RequestingPreservationCommand, RequestingPreservationEvent> Requesting { get; } = new()
    {
        Name = "preservation",
        IsSealed = true,
        Decide = RequestingDecider.Decide,
        Evolve = RequestingDecider.Evolve,
        Due = RequestingDecider.Due,
    };

    /// <summary>A request that this country received.</summary>
    public static StreamKind<RequestedPreservation, RequestedPreservationCommand, RequestedPreservationEvent> Requested { get; } = new()
    {
        Name = "received-preservation",
        IsSealed = true,
        Decide = RequestedDecider.Decide,
        Evolve = RequestedDecider.Evolve,
        Due = RequestedDecider.Due,
    };
}

/// <summary>Shows Marten the fold of filed requests.</summary>
internal sealed partial class RequestingAggregation()
    : DeciderAggregation<RequestingPreservation, RequestingPreservationEvent>(RequestingDecider.Evolve);

/// <summary>Shows Marten the fold of received requests.</summary>
internal sealed partial class RequestedAggregation()
    : DeciderAggregation<RequestedPreservation, RequestedPreservationEvent>(RequestedDecider.Evolve);
