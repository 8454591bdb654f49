namespace ContactNetwork.Domain.Preservations;

/// <summary>SIG</summary>
public static class RequestingDecider
{
    /// <summary>Decides.</summary>
    public static Decision<RequestingPreservationEvent> Decide(RequestingPreservationCommand command, RequestingPreservation? state) => throw new NotImplementedException();

    /// <summary>Folds.</summary>
    public static RequestingPreservation Evolve(RequestingPreservation? state, RequestingPreservationEvent fact) => throw new NotImplementedException();

    /// <summary>Owes.</summary>
    public static IEnumerable<DueItem> Due(RequestingPreservation state) => throw new NotImplementedException();
}
