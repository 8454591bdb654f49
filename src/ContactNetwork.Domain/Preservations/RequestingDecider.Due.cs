namespace ContactNetwork.Domain.Preservations;

public static partial class RequestingDecider
{
    /// <summary>What the request owes next: a delivery per message without a receipt, in case order, and its deadlines.</summary>
    /// <param name="state">The request.</param>
    public static IEnumerable<DueItem> Due(RequestingPreservation state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (DueItem delivery in state.Messages.Deliveries(state.Urgency, state.RequestedCountry, state.Lane))
            yield return delivery;
        if (state.ReceiptDueAt is { } receiptDueAt)
            yield return new DueItem(DueKinds.Deadline, Deadlines.Receipt, receiptDueAt, state.Urgency);
        if (state.AcknowledgementDueAt is { } acknowledgementDueAt)
            yield return new DueItem(DueKinds.Deadline, Deadlines.Acknowledgement, acknowledgementDueAt, state.Urgency);
    }
}
