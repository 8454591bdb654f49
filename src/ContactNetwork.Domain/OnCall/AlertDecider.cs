using System.Collections.Immutable;

namespace ContactNetwork.Domain.OnCall;

/// <summary>SIG</summary>
public static class AlertDecider
{
    /// <summary>Decides.</summary>
    public static Decision<AlertEvent> Decide(AlertCommand command, Alert? state) => throw new NotImplementedException();

    /// <summary>Folds.</summary>
    public static Alert Evolve(Alert? state, AlertEvent fact) => throw new NotImplementedException();

    /// <summary>Owes.</summary>
    public static IEnumerable<DueItem> Due(Alert state) => throw new NotImplementedException();
}

/// <summary>SIG</summary>
public static class AlertReactions
{
    /// <summary>Reacts.</summary>
    public static ImmutableArray<SubjectNotice> Of(AlertEvent fact, Alert state) => throw new NotImplementedException();
}
