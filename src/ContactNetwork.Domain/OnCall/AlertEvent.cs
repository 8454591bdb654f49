namespace ContactNetwork.Domain.OnCall;

/// <summary>The facts of an alert: a call for a person. It holds no case content and no addresses.</summary>
public abstract record AlertEvent
{
    private AlertEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>A person is wanted.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The alert.</param>
    /// <param name="Subject">What it is about.</param>
    /// <param name="Cause">Why, a code such as REQUEST_RECEIVED.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="Ladder">Whom to page when, as it was at this instant: editing it later does nothing to this alert while anybody on it can be paged.</param>
    public sealed record AlertRaised(
        Stamp Stamp,
        Guid Id,
        AlertSubject Subject,
        string Cause,
        Urgency Urgency,
        Purpose Purpose,
        Ladder Ladder) : AlertEvent;

    /// <summary>A step of the ladder began; from the second step on, the alert is escalated. A step without targets is a gap.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Step">The step, from 1.</param>
    /// <param name="NextStepAt">When the next step, or after the last one the mark Missed, is due.</param>
    public sealed record StepStarted(Stamp Stamp, int Step, DateTimeOffset NextStepAt) : AlertEvent;

    /// <summary>A step of the ladder had nobody to page; the next begins at once.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Step">The step, from 1.</param>
    public sealed record StepWasEmpty(Stamp Stamp, int Step) : AlertEvent;

    /// <summary>The first page was handed to a channel.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Page">The page.</param>
    public sealed record AlertNotified(Stamp Stamp, PageKey Page) : AlertEvent;

    /// <summary>A later page was handed to a channel.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Page">The page.</param>
    public sealed record PageSent(Stamp Stamp, PageKey Page) : AlertEvent;

    /// <summary>A page can't be sent for now; it is tried on, and the next step doesn't wait for it.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Page">The page.</param>
    /// <param name="Failure">A code such as SMTP_550.</param>
    public sealed record PageFailed(Stamp Stamp, PageKey Page, string Failure) : AlertEvent;

    /// <summary>The ladder ran out of steps and nobody took the alert.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="NextAlarmAt">When everybody is paged again.</param>
    public sealed record AlertMissed(Stamp Stamp, DateTimeOffset NextAlarmAt) : AlertEvent;

    /// <summary>Nobody on the missed alert's ladder could be paged any more: it goes on alarming with another.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Ladder">The ladder from now on.</param>
    public sealed record LadderReplaced(Stamp Stamp, Ladder Ladder) : AlertEvent;

    /// <summary>Everybody on the ladder is paged again.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Round">Counts the alarms after Missed, from 1.</param>
    /// <param name="NextAlarmAt">When everybody is paged again.</param>
    public sealed record AlertAlarmedAgain(Stamp Stamp, int Round, DateTimeOffset NextAlarmAt) : AlertEvent;

    /// <summary>A person took the alert; the stamp's actor tells who and how.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="IsLate">It had been missed.</param>
    public sealed record AlertAcknowledged(Stamp Stamp, bool IsLate) : AlertEvent;

    /// <summary>The alert is no longer needed.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Reason">A code such as SUBJECT_WITHDRAWN.</param>
    public sealed record AlertCancelled(Stamp Stamp, string Reason) : AlertEvent;
}
