namespace ContactNetwork.Domain.Preservations;

/// <summary>What can be said to a request on the side that filed it.</summary>
public abstract record RequestingPreservationCommand
{
    private RequestingPreservationCommand()
    {
    }

    /// <summary>The instant, the actor, the realm and the policy version.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>Files a request. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="Id">The new request.</param>
    /// <param name="Reference">Its reference number, from the node's sequence.</param>
    /// <param name="RequestedCountry">The country asked, ISO 3166-1 alpha-2, upper case; the edge has checked its membership.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="Content">What it says, as the officer wrote it.</param>
    /// <param name="MessageId">The new message Submitted.</param>
    /// <param name="Policy">The policy in force.</param>
    public sealed record FilePreservation(
        Stamp Stamp,
        Guid Id,
        string Reference,
        string RequestedCountry,
        Urgency Urgency,
        Purpose Purpose,
        PreservationContent Content,
        Guid MessageId,
        PreservationPolicy Policy) : RequestingPreservationCommand;

    /// <summary>Files again a request that was lost with the store, from our own signed message that the other side gave back.</summary>
    /// <param name="Stamp">When it was filed, by its own words, and who gave it back.</param>
    /// <param name="Id">The request.</param>
    /// <param name="Reference">Its reference number.</param>
    /// <param name="RequestedCountry">The country asked.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="Content">What it says; it was checked when it was filed first.</param>
    /// <param name="MessageId">The message Submitted.</param>
    /// <param name="Policy">The policy in force.</param>
    public sealed record RestoreFiling(
        Stamp Stamp,
        Guid Id,
        string Reference,
        string RequestedCountry,
        Urgency Urgency,
        Purpose Purpose,
        PreservationContent Content,
        Guid MessageId,
        PreservationPolicy Policy) : RequestingPreservationCommand;

    /// <summary>Withdraws again what was withdrawn before the store was lost, from our own signed message.</summary>
    /// <param name="Stamp">When it was withdrawn, by its own words, and who gave it back.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="MessageId">The message Withdrawn.</param>
    public sealed record RestoreWithdrawal(Stamp Stamp, string Reason, Guid MessageId) : RequestingPreservationCommand;

    /// <summary>Records a signed receipt for one of our messages.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Receipt">The receipt.</param>
    public sealed record RecordDelivery(Stamp Stamp, ReceiptProof Receipt) : RequestingPreservationCommand;

    /// <summary>Records that one of our messages was answered with something else than stored or duplicate.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Receipt">The signed answer.</param>
    /// <param name="Outcome">What it says.</param>
    /// <param name="Reason">The other node's code, at most 63 characters.</param>
    public sealed record RecordReturn(Stamp Stamp, ReceiptProof Receipt, ReturnOutcome Outcome, string Reason) : RequestingPreservationCommand;

    /// <summary>Records the other side's word that its desk was paged.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="AlertTime">When the alert was raised there.</param>
    /// <param name="Channel">The kind of channel.</param>
    public sealed record RecordPeerDeskPaged(Stamp Stamp, PeerProof Proof, DateTimeOffset AlertTime, string Channel) : RequestingPreservationCommand;

    /// <summary>Records the other side's word that a person took the request.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="Role">The person's role.</param>
    /// <param name="Method">How it was acknowledged.</param>
    /// <param name="LocalReference">The other side's own reference.</param>
    /// <param name="Note">A note to us; empty for none.</param>
    public sealed record RecordPeerAcknowledgement(
        Stamp Stamp,
        PeerProof Proof,
        string Role,
        string Method,
        string LocalReference,
        string Note) : RequestingPreservationCommand;

    /// <summary>Records the other side's word that nobody there took the request in time.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="Phone">The number to call.</param>
    public sealed record RecordPeerNotYetAcknowledged(Stamp Stamp, PeerProof Proof, string Phone) : RequestingPreservationCommand;

    /// <summary>Notes that the receipt is overdue; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    public sealed record NoteReceiptOverdue(Stamp Stamp) : RequestingPreservationCommand;

    /// <summary>Notes that the acknowledgement is overdue; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="ReminderId">The new message Reminder.</param>
    public sealed record NoteAcknowledgementOverdue(Stamp Stamp, Guid ReminderId) : RequestingPreservationCommand;

    /// <summary>Withdraws the request. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="Reason">Why, 1 to 2,000 characters; the other side sees it.</param>
    /// <param name="MessageId">The new message Withdrawn.</param>
    public sealed record WithdrawPreservation(Stamp Stamp, string Reason, Guid MessageId) : RequestingPreservationCommand;

    /// <summary>Records the other side's confirmation of the withdrawal.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="StageReached">The stage that the request had reached there.</param>
    public sealed record RecordPeerWithdrawalConfirmation(Stamp Stamp, PeerProof Proof, string StageReached) : RequestingPreservationCommand;
}
