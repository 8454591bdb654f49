using System.Collections.Immutable;

namespace ContactNetwork.Domain.Preservations;

/// <summary>A request as the side that filed it sees it. It owns the will: what is wanted, and whether it still is.</summary>
public sealed record RequestingPreservation
{
    /// <summary>The request.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its reference number.</summary>
    public required string Reference { get; init; }

    /// <summary>The country that is asked.</summary>
    public required string RequestedCountry { get; init; }

    /// <summary>How urgent it is.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>Real or test.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>The realm of every event of this stream.</summary>
    public required Realm Realm { get; init; }

    /// <summary>How far it has come; never goes back.</summary>
    public required RequestingStage Stage { get; init; }

    /// <summary>What it says.</summary>
    public required CaseContent<PreservationContent> Content { get; init; }

    /// <summary>When it was filed.</summary>
    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>The policy version at filing, told to the other side.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>The times promised at filing.</summary>
    public required PreservationTimes Times { get; init; }

    /// <summary>The message that holds the request.</summary>
    public required Guid SubmissionId { get; init; }

    /// <summary>What this side owed and owes the other, in case order.</summary>
    public required ImmutableArray<OwedMessage> Messages { get; init; }

    /// <summary>Messages of the other side that are recorded here: each counts once.</summary>
    public ImmutableHashSet<Guid> PeerMessages { get; init; } = [];

    /// <summary>Until when the receipt of the request or of its withdrawal is due, or is due again; null when none is awaited.</summary>
    public DateTimeOffset? ReceiptDueAt { get; init; }

    /// <summary>How often the receipt was overdue.</summary>
    public int ReceiptOverdueCount { get; init; }

    /// <summary>Until when a person of the other side should have taken it, or is due again; null when not awaited.</summary>
    public DateTimeOffset? AcknowledgementDueAt { get; init; }

    /// <summary>How often the acknowledgement was overdue.</summary>
    public int AcknowledgementOverdueCount { get; init; }

    /// <summary>When an acknowledgement that is overdue had been expected first; null when it never was overdue.</summary>
    public DateTimeOffset? AcknowledgementExpectedAt { get; init; }

    /// <summary>The receipt of the request; null until it came.</summary>
    public ReceiptProof? Receipt { get; init; }

    /// <summary>When the other side's desk was paged; null until told.</summary>
    public DateTimeOffset? PeerPagedAt { get; init; }

    /// <summary>When a person of the other side took it; null until told.</summary>
    public DateTimeOffset? PeerAcknowledgedAt { get; init; }

    /// <summary>The other side's own reference; null until told.</summary>
    public string? PeerReference { get; init; }

    /// <summary>The number to call while the other side's people don't answer; null when none was told.</summary>
    public string? CallPhone { get; init; }

    /// <summary>When it was withdrawn; null when it was not.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Why it was withdrawn; null when it was not.</summary>
    public CaseContent<string>? WithdrawalReason { get; init; }

    /// <summary>When the other side confirmed the withdrawal; null until then.</summary>
    public DateTimeOffset? WithdrawalConfirmedAt { get; init; }

    /// <summary>What the last dispatch of ours that is not stored and processed there was answered with; null while nothing is wrong.</summary>
    public ReturnOutcome? Trouble => Messages.LastOrDefault(message => message.Answer is not null)?.Answer;

    /// <summary>The lane of all its dispatches.</summary>
    public Lane Lane => Urgency.Lane();

    /// <summary>The message of this id; null when none is owed by this request.</summary>
    public OwedMessage? Message(Guid messageId) => Messages.FirstOrDefault(message => message.MessageId == messageId);
}

/// <summary>How far a request has come on the requesting side. A later stage has the greater number, so that none goes back.</summary>
public enum RequestingStage
{
    /// <summary>Signed and on its way.</summary>
    Released = 1,

    /// <summary>Came back: the other node refused it or did not understand it; a person must call.</summary>
    Returned = 2,

    /// <summary>Stored by the other side's machine.</summary>
    Delivered = 3,

    /// <summary>Taken by a person of the other side.</summary>
    Acknowledged = 4,

    /// <summary>No longer wanted.</summary>
    Withdrawn = 5,
}
