using System.Collections.Immutable;

namespace ContactNetwork.Domain.Preservations;

/// <summary>A request as the side that was asked sees it. It owns the facts: what was done, since when.</summary>
public sealed record RequestedPreservation
{
    /// <summary>The request, by this side's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The country that asks.</summary>
    public required string OriginCountry { get; init; }

    /// <summary>The requesting side's reference number.</summary>
    public required string Reference { get; init; }

    /// <summary>How urgent it is; by the lane alone until the request itself is here.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>Real or test.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>The realm of every event of this stream.</summary>
    public required Realm Realm { get; init; }

    /// <summary>The lane of all its dispatches.</summary>
    public required Lane Lane { get; init; }

    /// <summary>How far it has come; never goes back.</summary>
    public required RequestedStage Stage { get; init; }

    /// <summary>What it says; null until the request itself is here.</summary>
    public CaseContent<PreservationContent>? Content { get; init; }

    /// <summary>When it was filed, by the other side's clock; null until the request itself is here.</summary>
    public DateTimeOffset? FiledAt { get; init; }

    /// <summary>When the request itself came; null until then.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>The times promised at receipt; null until the request itself is here.</summary>
    public PreservationTimes? Times { get; init; }

    /// <summary>What this side owed and owes the other, in case order.</summary>
    public ImmutableArray<OwedMessage> Messages { get; init; } = [];

    /// <summary>Messages of the other side that are recorded here: each counts once.</summary>
    public ImmutableHashSet<Guid> PeerMessages { get; init; } = [];

    /// <summary>Until when the request itself should follow a message about it; null when it is not awaited.</summary>
    public DateTimeOffset? PredecessorDueAt { get; init; }

    /// <summary>How often it did not follow in time.</summary>
    public int PredecessorOverdueCount { get; init; }

    /// <summary>Until when a person here should take it, or is due again; null when not awaited.</summary>
    public DateTimeOffset? AcknowledgementDueAt { get; init; }

    /// <summary>How often nobody took it in time.</summary>
    public int MissedCount { get; init; }

    /// <summary>When an acknowledgement that was missed had been due last, as told to the other side; null when none was.</summary>
    public DateTimeOffset? MissedDueAt { get; init; }

    /// <summary>The number to call, told with <see cref="MissedDueAt"/>; null when none was.</summary>
    public string? MissedPhone { get; init; }

    /// <summary>The first page; null until then.</summary>
    public FirstPage? Paged { get; init; }

    /// <summary>Who took it and what was answered; null until then.</summary>
    public Acknowledgement? Acknowledgement { get; init; }

    /// <summary>When the other side reminded last; null when it never did.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>When it was withdrawn, by the other side's clock; null when it was not.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Why it was withdrawn; null when it was not.</summary>
    public CaseContent<string>? WithdrawalReason { get; init; }

    /// <summary>When the withdrawal was confirmed here; null when it was not.</summary>
    public DateTimeOffset? WithdrawalConfirmedAt { get; init; }

    /// <summary>The stage reached before the withdrawal; null when there was none.</summary>
    public RequestedStage? StageBeforeWithdrawal { get; init; }

    /// <summary>What the last dispatch of ours that is not stored and processed there was answered with; null while nothing is wrong.</summary>
    public ReturnOutcome? Trouble => Messages.LastOrDefault(message => message.Answer is not null)?.Answer;

    /// <summary>The message of this id; null when none is owed by this request.</summary>
    public OwedMessage? Message(Guid messageId) => Messages.FirstOrDefault(message => message.MessageId == messageId);
}

/// <summary>The first page of the duty desk.</summary>
/// <param name="AlertTime">When the alert was raised.</param>
/// <param name="PageTime">When the page was handed to a channel.</param>
/// <param name="Channel">The kind of channel.</param>
public sealed record FirstPage(DateTimeOffset AlertTime, DateTimeOffset PageTime, string Channel);

/// <summary>That a person here has taken the request.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who; only role and method leave the country.</param>
/// <param name="LocalReference">This side's own reference; empty for none.</param>
/// <param name="Note">A note to the other side; null when there is none.</param>
public sealed record Acknowledgement(DateTimeOffset At, Actor Actor, string LocalReference, CaseContent<string>? Note);

/// <summary>How far a request has come on the requested side. A later stage has the greater number, so that none goes back.</summary>
public enum RequestedStage
{
    /// <summary>A message about it came; the request itself is not here yet.</summary>
    Announced = 1,

    /// <summary>Stored here; waits for a person.</summary>
    Received = 2,

    /// <summary>Taken by a person.</summary>
    Acknowledged = 3,

    /// <summary>No longer wanted by the other side.</summary>
    Withdrawn = 4,
}
