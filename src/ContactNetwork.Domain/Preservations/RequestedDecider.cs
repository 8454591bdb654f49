namespace ContactNetwork.Domain.Preservations;

/// <summary>SIG</summary>
public static class RequestedDecider
{
    /// <summary>Decides.</summary>
    public static Decision<RequestedPreservationEvent> Decide(RequestedPreservationCommand command, RequestedPreservation? state) => throw new NotImplementedException();

    /// <summary>Folds.</summary>
    public static RequestedPreservation Evolve(RequestedPreservation? state, RequestedPreservationEvent fact) => throw new NotImplementedException();

    /// <summary>Owes.</summary>
    public static IEnumerable<DueItem> Due(RequestedPreservation state) => throw new NotImplementedException();
}
