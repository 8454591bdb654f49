namespace ContactNetwork.Domain.OnCall;

/// <summary>What can be said to an alert.</summary>
public abstract record AlertCommand
{
    private AlertCommand()
    {
    }

    /// <summary>The instant, the actor, the realm and the policy version.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>Raises an alert. The handler has looked for an open one of the same subject and cause.</summary>
    /// <param name="Stamp">The instant and whose act raised it.</param>
    /// <param name="Id">The new alert.</param>
    /// <param name="Subject">What it is about.</param>
    /// <param name="Cause">Why, a code.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    /// <param name="Ladder">Whom to page when, as configured now.</param>
    public sealed record RaiseAlert(
        Stamp Stamp,
        Guid Id,
        AlertSubject Subject,
        string Cause,
        Urgency Urgency,
        Purpose Purpose,
        Ladder Ladder) : AlertCommand;

    /// <summary>Takes the next step of the ladder, or alarms again; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="Replacement">
    /// The present ladder, where nobody on the alert's own can be paged any more and somebody on this can; else null. A
    /// missed alert goes on with it.
    /// </param>
    public sealed record StartNextStep(Stamp Stamp, Ladder? Replacement) : AlertCommand;

    /// <summary>Records that a page was handed to a channel.</summary>
    /// <param name="Stamp">The instant and the pager.</param>
    /// <param name="PageKey">The due item's key.</param>
    public sealed record RecordPageSent(Stamp Stamp, string PageKey) : AlertCommand;

    /// <summary>Records that a page can't be sent for now.</summary>
    /// <param name="Stamp">The instant and the pager.</param>
    /// <param name="PageKey">The due item's key.</param>
    /// <param name="Failure">A code such as SMTP_550, at most 63 characters.</param>
    public sealed record RecordPageFailed(Stamp Stamp, string PageKey, string Failure) : AlertCommand;

    /// <summary>Takes the alert. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    public sealed record AcknowledgeAlert(Stamp Stamp) : AlertCommand;

    /// <summary>Says that the alert is no longer needed.</summary>
    /// <param name="Stamp">The instant and whose act it is.</param>
    /// <param name="Reason">A code such as SUBJECT_WITHDRAWN.</param>
    public sealed record CancelAlert(Stamp Stamp, string Reason) : AlertCommand;
}
