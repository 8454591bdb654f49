namespace ContactNetwork.Domain.Preservations;

/// <summary>The facts of a request on the side that was asked.</summary>
public abstract record RequestedPreservationEvent
{
    private RequestedPreservationEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>A request came in.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The request, by this side's id.</param>
    /// <param name="OriginCountry">The country that asks.</param>
    /// <param name="Reference">The requesting side's reference number.</param>
    /// <param name="Proof">The signed message; it happened when it was filed there.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="Content">What it says.</param>
    /// <param name="AcknowledgementDueAt">Until when a person here should have taken it.</param>
    /// <param name="Times">The times promised at receipt.</param>
    public sealed record PreservationReceived(
        Stamp Stamp,
        Guid Id,
        string OriginCountry,
        string Reference,
        PeerProof Proof,
        Urgency Urgency,
        Purpose Purpose,
        CaseContent<PreservationContent> Content,
        DateTimeOffset AcknowledgementDueAt,
        PreservationTimes Times) : RequestedPreservationEvent;

    /// <summary>A message about a request came in before the request itself.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The request, by this side's id.</param>
    /// <param name="OriginCountry">The country that asks.</param>
    /// <param name="Reference">The requesting side's reference number.</param>
    /// <param name="Lane">The lane that the message came by.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="PredecessorDueAt">Until when the request itself should have come.</param>
    public sealed record PreservationAnnounced(
        Stamp Stamp,
        Guid Id,
        string OriginCountry,
        string Reference,
        Lane Lane,
        Purpose Purpose,
        DateTimeOffset PredecessorDueAt) : RequestedPreservationEvent;

    /// <summary>The request itself did not follow in time.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="DueAt">When it had been due.</param>
    /// <param name="NextDueAt">When this is said again unless it comes.</param>
    public sealed record PredecessorOverdue(Stamp Stamp, DateTimeOffset DueAt, DateTimeOffset NextDueAt) : RequestedPreservationEvent;

    /// <summary>The duty desk here has been paged for the first time.</summary>
    /// <param name="Stamp">When and by whom it was recorded; it happened then.</param>
    /// <param name="AlertTime">When the alert was raised.</param>
    /// <param name="PageTime">When the first page was handed to a channel.</param>
    /// <param name="Channel">The kind of channel.</param>
    /// <param name="MessageId">The message owed: DeskPaged; null where somebody has taken the request already.</param>
    public sealed record ReceivedDeskPaged(
        Stamp Stamp,
        DateTimeOffset AlertTime,
        DateTimeOffset PageTime,
        string Channel,
        Guid? MessageId) : RequestedPreservationEvent;

    /// <summary>A person here has taken the request; the stamp's actor tells role and method.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="LocalReference">This side's own reference; empty for none.</param>
    /// <param name="Note">A note to the other side; null when there is none.</param>
    /// <param name="MessageId">The message owed: Acknowledged.</param>
    public sealed record PreservationAcknowledged(
        Stamp Stamp,
        string LocalReference,
        CaseContent<string>? Note,
        Guid MessageId) : RequestedPreservationEvent;

    /// <summary>Nobody here took the request in time.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="DueAt">When it had been due.</param>
    /// <param name="NextDueAt">When this is said again unless somebody takes it.</param>
    /// <param name="Phone">The number to call, E.164, told to the other side.</param>
    /// <param name="MessageId">The message owed: NotYetAcknowledged; null where the one before is still on its way.</param>
    public sealed record AcknowledgementMissed(
        Stamp Stamp,
        DateTimeOffset DueAt,
        DateTimeOffset NextDueAt,
        string Phone,
        Guid? MessageId) : RequestedPreservationEvent;

    /// <summary>The requesting side reminds.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The signed message; it happened when an acknowledgement had been expected there.</param>
    public sealed record ReminderReceived(Stamp Stamp, PeerProof Proof) : RequestedPreservationEvent;

    /// <summary>The requesting side no longer wants the data kept.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="StageReached">The stage that the request had reached here, told to the other side.</param>
    /// <param name="MessageId">The message owed: WithdrawalConfirmed.</param>
    public sealed record WithdrawalReceived(
        Stamp Stamp,
        PeerProof Proof,
        CaseContent<string> Reason,
        RequestedStage StageReached,
        Guid MessageId) : RequestedPreservationEvent;

    /// <summary>The other side's machine has stored a message of ours.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Receipt">Its signed receipt.</param>
    public sealed record FollowUpDelivered(Stamp Stamp, ReceiptProof Receipt) : RequestedPreservationEvent;

    /// <summary>A dispatch of ours was answered with something else than stored or duplicate.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Receipt">The signed answer.</param>
    /// <param name="Outcome">What it says.</param>
    /// <param name="Reason">The other node's code.</param>
    public sealed record DispatchReturned(Stamp Stamp, ReceiptProof Receipt, ReturnOutcome Outcome, string Reason) : RequestedPreservationEvent;
}
