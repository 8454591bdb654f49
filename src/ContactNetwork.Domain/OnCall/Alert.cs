using System.Collections.Immutable;

namespace ContactNetwork.Domain.OnCall;

/// <summary>A call for a person.</summary>
public sealed record Alert
{
    /// <summary>The alert.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is about.</summary>
    public required AlertSubject Subject { get; init; }

    /// <summary>Why, a code such as REQUEST_RECEIVED.</summary>
    public required string Cause { get; init; }

    /// <summary>How urgent it is.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>Real or test.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>The realm of every event of this stream.</summary>
    public required Realm Realm { get; init; }

    /// <summary>Whom to page when, as it was at the raising; replaced only where nobody on it can be paged any more.</summary>
    public required Ladder Ladder { get; init; }

    /// <summary>How far it has come; never goes back.</summary>
    public required AlertStage Stage { get; init; }

    /// <summary>When it was raised.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>The step now running, from 1; 0 before the first.</summary>
    public int Step { get; init; }

    /// <summary>When the next step, the mark Missed or the next alarm is due; null when nothing more comes.</summary>
    public DateTimeOffset? NextStepAt { get; init; }

    /// <summary>How often everybody was paged again after Missed.</summary>
    public int AlarmRounds { get; init; }

    /// <summary>The pages of the steps begun, in order.</summary>
    public ImmutableArray<Page> Pages { get; init; } = [];

    /// <summary>Steps that had nobody to page.</summary>
    public ImmutableArray<int> EmptySteps { get; init; } = [];

    /// <summary>When the first page was handed to a channel; null until then.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>Who took it; null until then.</summary>
    public Actor? AcknowledgedBy { get; init; }

    /// <summary>When it ended, taken or cancelled; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Nobody has taken it and somebody should.</summary>
    public bool IsOpen => Stage is not (AlertStage.Acknowledged or AlertStage.Cancelled);
}

/// <summary>One page and how it stands.</summary>
/// <param name="Key">Whom, how, in which step.</param>
/// <param name="OwedAt">Since when it is owed.</param>
/// <param name="Stage">How it stands.</param>
public sealed record Page(PageKey Key, DateTimeOffset OwedAt, PageStage Stage);

/// <summary>How a page stands. Numbers are stored.</summary>
public enum PageStage
{
    /// <summary>To be sent.</summary>
    Owed = 1,

    /// <summary>Could not be sent for now; tried on.</summary>
    Failing = 2,

    /// <summary>Handed to a channel.</summary>
    Sent = 3,
}

/// <summary>How far an alert has come. A later stage has the greater number, so that none goes back.</summary>
public enum AlertStage
{
    /// <summary>No page has been handed to a channel yet.</summary>
    Raised = 1,

    /// <summary>Handed to a channel at least once.</summary>
    Notified = 2,

    /// <summary>Went up the ladder.</summary>
    Escalated = 3,

    /// <summary>Ran out of steps; goes on alarming.</summary>
    Missed = 4,

    /// <summary>Taken by a person.</summary>
    Acknowledged = 5,

    /// <summary>No longer needed.</summary>
    Cancelled = 6,
}
