using System.Collections.Immutable;
using ContactNetwork.Domain.OnCall;

namespace ContactNetwork.Domain.Preservations;

/// <summary>SIG</summary>
public static class PreservationReactions
{
    /// <summary>Reacts.</summary>
    public static ImmutableArray<OnCallOrder> Of(RequestingPreservationEvent fact, RequestingPreservation state) => throw new NotImplementedException();

    /// <summary>Reacts.</summary>
    public static ImmutableArray<OnCallOrder> Of(RequestedPreservationEvent fact, RequestedPreservation state) => throw new NotImplementedException();
}
