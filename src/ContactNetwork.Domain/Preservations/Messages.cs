namespace ContactNetwork.Domain.Preservations;

/// <summary>The messages of a preservation between two countries. Numbers are stored.</summary>
public enum MessageKind
{
    /// <summary>Requesting side: the request itself.</summary>
    Submitted = 1,

    /// <summary>Requesting side: nobody has taken it in time.</summary>
    Reminder = 2,

    /// <summary>Requesting side: it is no longer wanted.</summary>
    Withdrawn = 3,

    /// <summary>Requested side: the duty desk has been paged.</summary>
    DeskPaged = 4,

    /// <summary>Requested side: a person has taken it.</summary>
    Acknowledged = 5,

    /// <summary>Requested side: nobody has taken it in time; whom to call.</summary>
    NotYetAcknowledged = 6,

    /// <summary>Requested side: the withdrawal is understood.</summary>
    WithdrawalConfirmed = 7,
}

/// <summary>One message that this side owes the other, and how its delivery stands.</summary>
/// <param name="MessageId">Names the message for ever; minted at the edge.</param>
/// <param name="Kind">What it says.</param>
/// <param name="CaseSequence">Counts this side's messages of this case, from 1.</param>
/// <param name="OwedAt">Since when it is owed.</param>
/// <param name="Delivery">How its delivery stands.</param>
/// <param name="Answer">What it was answered with, where that was something else than stored; null otherwise.</param>
public sealed record OwedMessage(
    Guid MessageId,
    MessageKind Kind,
    int CaseSequence,
    DateTimeOffset OwedAt,
    Delivery Delivery,
    ReturnOutcome? Answer);

/// <summary>How the delivery of a message stands. Numbers are stored.</summary>
public enum Delivery
{
    /// <summary>No receipt yet: it is offered again and again.</summary>
    Owed = 1,

    /// <summary>The other side's machine has stored and processed it, by its signed receipt.</summary>
    Delivered = 2,

    /// <summary>The other side has answered that it will not process it: nothing more is sent, a person must call.</summary>
    Returned = 3,

    /// <summary>The other side has stored it and not processed it yet; another signed outcome may follow.</summary>
    Unprocessed = 4,
}

/// <summary>An answer to a dispatch other than stored or duplicate. Numbers are stored.</summary>
public enum ReturnOutcome
{
    /// <summary>Refused for a lasting reason.</summary>
    Refused = 1,

    /// <summary>Kept, but of a kind or with a needed feature that the other node doesn't know.</summary>
    NotUnderstood = 2,

    /// <summary>Stored, but its processing failed; the other desk has been alerted and another outcome follows.</summary>
    StoredUnprocessed = 3,

    /// <summary>The content had been erased here before it could be delivered.</summary>
    Erased = 4,
}

/// <summary>A signed receipt of the other country's machine for one of our messages.</summary>
/// <param name="MessageId">Our message.</param>
/// <param name="ReceiptTime">When it was receipted, by the other side's clock.</param>
/// <param name="SigningKeyId">The other side's key that signed the receipt.</param>
public sealed record ReceiptProof(Guid MessageId, DateTimeOffset ReceiptTime, string SigningKeyId);
