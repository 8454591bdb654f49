using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>What outcomes and reasons mean for a chain.</summary>
public static class Outcomes
{
    /// <summary>
    /// Whether the dispatch's number is used up by this answer. A refusal uses it up only for what the receiver found in
    /// the content of a dispatch that is provably the sender's and in its place; anything else must change nothing.
    /// </summary>
    public static bool ConsumesNumber(Outcome outcome, ReceiptReason reason) => outcome switch
    {
        Outcome.Stored or Outcome.Duplicate or Outcome.StoredUnprocessed or Outcome.NotUnderstood => true,
        Outcome.Refused => reason is ReceiptReason.BodyInvalid
            or ReceiptReason.CaseUnknown
            or ReceiptReason.BodyErased
            or ReceiptReason.MessageIdReused,
        _ => false,
    };

    /// <summary>Whether the lane stops with this reason until people have spoken.</summary>
    public static bool StopsLane(ReceiptReason reason) =>
        reason is ReceiptReason.Fork or ReceiptReason.ChainBroken or ReceiptReason.OldEpoch;

    /// <summary>The answer to a verdict that does not let a dispatch in; null for one that does, and for a duplicate.</summary>
    public static (Outcome Outcome, ReceiptReason Reason)? Of(ChainVerdict verdict) => verdict switch
    {
        ChainVerdict.Next or ChainVerdict.NewEpoch or ChainVerdict.Duplicate => null,
        ChainVerdict.Gap => (Outcome.NotNow, ReceiptReason.Gap),
        ChainVerdict.Fork => (Outcome.Refused, ReceiptReason.Fork),
        ChainVerdict.Broken => (Outcome.Refused, ReceiptReason.ChainBroken),
        ChainVerdict.OldEpoch => (Outcome.Refused, ReceiptReason.OldEpoch),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The answer to a dispatch that is not sound.</summary>
    public static Outcome OfUnsound(ReceiptReason reason) =>
        reason is ReceiptReason.KeyUnknown or ReceiptReason.KeyCompromised ? Outcome.NotNow : Outcome.Refused;
}
