namespace ContactNetwork.Domain.Preservations;

/// <summary>What can be said to a request on the side that was asked.</summary>
public abstract record RequestedPreservationCommand
{
    private RequestedPreservationCommand()
    {
    }

    /// <summary>The instant, the actor, the realm and the policy version.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>Takes in a request from another country.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Case">Which case the message is about.</param>
    /// <param name="Proof">The signed message; it happened when it was filed there.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Content">What it says; the requesting side's words are taken as they are.</param>
    /// <param name="Policy">This country's policy in force.</param>
    public sealed record ReceivePreservation(
        Stamp Stamp,
        IncomingCase Case,
        PeerProof Proof,
        Urgency Urgency,
        PreservationContent Content,
        PreservationPolicy Policy) : RequestedPreservationCommand;

    /// <summary>Records that the duty desk was paged for the first time.</summary>
    /// <param name="Stamp">The instant and the pager.</param>
    /// <param name="AlertTime">When the alert was raised.</param>
    /// <param name="PageTime">When the page was handed to a channel.</param>
    /// <param name="Channel">The kind of channel.</param>
    /// <param name="MessageId">The new message DeskPaged.</param>
    public sealed record RecordDeskPaged(
        Stamp Stamp,
        DateTimeOffset AlertTime,
        DateTimeOffset PageTime,
        string Channel,
        Guid MessageId) : RequestedPreservationCommand;

    /// <summary>Takes the request. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="LocalReference">This side's own reference, at most 100 characters; empty for none.</param>
    /// <param name="Note">A note to the other side, at most 2,000 characters; empty for none.</param>
    /// <param name="MessageId">The new message Acknowledged.</param>
    public sealed record AcknowledgePreservation(Stamp Stamp, string LocalReference, string Note, Guid MessageId) : RequestedPreservationCommand;

    /// <summary>Takes again what a person took before the store was lost, from our own signed message that the other side gave back.</summary>
    /// <param name="Stamp">When it was taken, by its own words, with the role and method in it.</param>
    /// <param name="LocalReference">This side's own reference.</param>
    /// <param name="Note">The note to the other side.</param>
    /// <param name="MessageId">The message Acknowledged.</param>
    public sealed record RestoreAcknowledgement(Stamp Stamp, string LocalReference, string Note, Guid MessageId) : RequestedPreservationCommand;

    /// <summary>Notes that nobody took the request in time; before its time only when the ladder ran out of steps.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="IsLadderExhausted">The on-call ladder for it has run out of steps.</param>
    /// <param name="Phone">The desk's number to tell the other side, E.164.</param>
    /// <param name="MessageId">The new message NotYetAcknowledged.</param>
    public sealed record NoteAcknowledgementMissed(Stamp Stamp, bool IsLadderExhausted, string Phone, Guid MessageId) : RequestedPreservationCommand;

    /// <summary>Notes that the request itself has not followed a message about it; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    public sealed record NotePredecessorOverdue(Stamp Stamp) : RequestedPreservationCommand;

    /// <summary>Takes in a reminder.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Case">Which case the message is about.</param>
    /// <param name="Proof">The signed message.</param>
    public sealed record ReceiveReminder(Stamp Stamp, IncomingCase Case, PeerProof Proof) : RequestedPreservationCommand;

    /// <summary>Takes in a withdrawal.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Case">Which case the message is about.</param>
    /// <param name="Proof">The signed message.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="MessageId">The new message WithdrawalConfirmed.</param>
    public sealed record ReceiveWithdrawal(Stamp Stamp, IncomingCase Case, PeerProof Proof, string Reason, Guid MessageId) : RequestedPreservationCommand;

    /// <summary>Records a signed receipt for one of our messages.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Receipt">The receipt.</param>
    public sealed record RecordDelivery(Stamp Stamp, ReceiptProof Receipt) : RequestedPreservationCommand;

    /// <summary>Records that one of our messages was answered with something else than stored or duplicate.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Receipt">The signed answer.</param>
    /// <param name="Outcome">What it says.</param>
    /// <param name="Reason">The other node's code, at most 63 characters.</param>
    public sealed record RecordReturn(Stamp Stamp, ReceiptProof Receipt, ReturnOutcome Outcome, string Reason) : RequestedPreservationCommand;
}

/// <summary>Which case a message from another country is about. The edge finds the id by country and reference, or mints it.</summary>
/// <param name="Id">The request, by this side's id.</param>
/// <param name="OriginCountry">The country that sent the message and owns the reference.</param>
/// <param name="Reference">The requesting side's reference number.</param>
/// <param name="Lane">The lane that the message came by.</param>
/// <param name="Purpose">Real or test.</param>
public sealed record IncomingCase(Guid Id, string OriginCountry, string Reference, Lane Lane, Purpose Purpose);
