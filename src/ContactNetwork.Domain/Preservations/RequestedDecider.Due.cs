namespace ContactNetwork.Domain.Preservations;

public static partial class RequestedDecider
{
    /// <summary>What the request owes next: a delivery per message without a receipt, in case order, and its deadline.</summary>
    /// <param name="state">The request.</param>
    public static IEnumerable<DueItem> Due(RequestedPreservation state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (DueItem delivery in state.Messages.Deliveries(state.Urgency, state.OriginCountry, state.Lane))
            yield return delivery;
        if (state.PredecessorDueAt is { } predecessorDueAt)
            yield return new DueItem(DueKinds.Deadline, Deadlines.Predecessor, predecessorDueAt, state.Urgency);
        if (state.AcknowledgementDueAt is { } acknowledgementDueAt)
            yield return new DueItem(DueKinds.Deadline, Deadlines.Acknowledgement, acknowledgementDueAt, state.Urgency);
    }
}
