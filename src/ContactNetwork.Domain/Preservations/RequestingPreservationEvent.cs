namespace ContactNetwork.Domain.Preservations;

/// <summary>The facts of a request on the side that filed it.</summary>
public abstract record RequestingPreservationEvent
{
    private RequestingPreservationEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>A request was filed: signed and on its way.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The request.</param>
    /// <param name="Reference">Its reference number.</param>
    /// <param name="RequestedCountry">The country that is asked.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="Content">What it says, with normalized identifiers.</param>
    /// <param name="MessageId">The message owed: Submitted.</param>
    /// <param name="ReceiptDueAt">Until when the other side's machine should have receipted.</param>
    /// <param name="Times">The times promised at filing.</param>
    public sealed record PreservationFiled(
        Stamp Stamp,
        Guid Id,
        string Reference,
        string RequestedCountry,
        Urgency Urgency,
        Purpose Purpose,
        CaseContent<PreservationContent> Content,
        Guid MessageId,
        DateTimeOffset ReceiptDueAt,
        PreservationTimes Times) : RequestingPreservationEvent;

    /// <summary>The other side's machine has stored the request.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Receipt">Its signed receipt.</param>
    /// <param name="AcknowledgementDueAt">Until when a person there should have taken it.</param>
    public sealed record PreservationDelivered(Stamp Stamp, ReceiptProof Receipt, DateTimeOffset AcknowledgementDueAt) : RequestingPreservationEvent;

    /// <summary>The other side's machine has stored a later message of ours.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Receipt">Its signed receipt.</param>
    public sealed record FollowUpDelivered(Stamp Stamp, ReceiptProof Receipt) : RequestingPreservationEvent;

    /// <summary>A dispatch of ours was answered with something else than stored or duplicate.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Receipt">The signed answer.</param>
    /// <param name="Outcome">What it says.</param>
    /// <param name="Reason">The other node's code.</param>
    /// <param name="AcknowledgementDueAt">For the stored but unprocessed request: until when a person there should have taken it; else null.</param>
    public sealed record DispatchReturned(
        Stamp Stamp,
        ReceiptProof Receipt,
        ReturnOutcome Outcome,
        string Reason,
        DateTimeOffset? AcknowledgementDueAt) : RequestingPreservationEvent;

    /// <summary>The other side has paged its duty desk.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The signed message; it happened when the page was handed over.</param>
    /// <param name="AlertTime">When the alert was raised there.</param>
    /// <param name="Channel">The kind of channel.</param>
    public sealed record PeerDeskPaged(Stamp Stamp, PeerProof Proof, DateTimeOffset AlertTime, string Channel) : RequestingPreservationEvent;

    /// <summary>A person of the other side has taken the request.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="Role">The person's role.</param>
    /// <param name="Method">How it was acknowledged.</param>
    /// <param name="LocalReference">The other side's own reference.</param>
    /// <param name="Note">A note to us; null when there is none.</param>
    public sealed record PeerAcknowledged(
        Stamp Stamp,
        PeerProof Proof,
        string Role,
        string Method,
        string LocalReference,
        CaseContent<string>? Note) : RequestingPreservationEvent;

    /// <summary>The other side says that nobody there has taken the request in time.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The signed message; it happened when the time ran out.</param>
    /// <param name="Phone">The number to call, E.164.</param>
    public sealed record PeerReportedNotYetAcknowledged(Stamp Stamp, PeerProof Proof, string Phone) : RequestingPreservationEvent;

    /// <summary>No receipt came in time.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="DueAt">When it had been due.</param>
    /// <param name="NextDueAt">When this is said again unless a receipt comes.</param>
    public sealed record ReceiptOverdue(Stamp Stamp, DateTimeOffset DueAt, DateTimeOffset NextDueAt) : RequestingPreservationEvent;

    /// <summary>No person of the other side took the request in time.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="DueAt">When it had been due.</param>
    /// <param name="NextDueAt">When this is said again unless somebody takes it.</param>
    /// <param name="ReminderId">The message owed: Reminder; null where the one before is still on its way.</param>
    public sealed record AcknowledgementOverdue(Stamp Stamp, DateTimeOffset DueAt, DateTimeOffset NextDueAt, Guid? ReminderId) : RequestingPreservationEvent;

    /// <summary>This side no longer wants the data kept.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Reason">Why; the other side sees it.</param>
    /// <param name="MessageId">The message owed: Withdrawn; null where the other side never kept the request.</param>
    public sealed record PreservationWithdrawn(Stamp Stamp, CaseContent<string> Reason, Guid? MessageId) : RequestingPreservationEvent;

    /// <summary>The other side confirms the withdrawal.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="StageReached">The stage that the request had reached there.</param>
    public sealed record PeerConfirmedWithdrawal(Stamp Stamp, PeerProof Proof, string StageReached) : RequestingPreservationEvent;
}
