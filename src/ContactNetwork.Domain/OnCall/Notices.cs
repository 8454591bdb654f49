namespace ContactNetwork.Domain.OnCall;

/// <summary>What another room asks of on-call; carried out in the same session.</summary>
public abstract record OnCallOrder
{
    private OnCallOrder()
    {
    }

    /// <summary>Wants a person, unless an alert of the same subject and cause is open: it goes on alarming anyway.</summary>
    /// <param name="Subject">What it is about.</param>
    /// <param name="Cause">Why, a code.</param>
    /// <param name="Urgency">How urgent it is.</param>
    /// <param name="Purpose">Real or test.</param>
    public sealed record RaiseAlertAbout(AlertSubject Subject, string Cause, Urgency Urgency, Purpose Purpose) : OnCallOrder;

    /// <summary>A person has taken the subject: its open alerts are taken by the same act.</summary>
    /// <param name="SubjectKind">The subject's kind.</param>
    /// <param name="SubjectId">The subject.</param>
    /// <param name="Actor">Who took it.</param>
    public sealed record AcknowledgeAlertsOfSubject(string SubjectKind, Guid SubjectId, Actor Actor) : OnCallOrder;

    /// <summary>The subject needs nobody any more: its open alerts of this cause, or all, are cancelled.</summary>
    /// <param name="SubjectKind">The subject's kind.</param>
    /// <param name="SubjectId">The subject.</param>
    /// <param name="Cause">Only alerts of this cause; null for all.</param>
    /// <param name="Reason">A code such as SUBJECT_WITHDRAWN.</param>
    public sealed record CancelAlertsOfSubject(string SubjectKind, Guid SubjectId, string? Cause, string Reason) : OnCallOrder;
}

/// <summary>What on-call tells the room that registered the subject's kind; carried out in the same session.</summary>
public abstract record SubjectNotice
{
    private SubjectNotice()
    {
    }

    /// <summary>The subject.</summary>
    public abstract AlertSubject Subject { get; init; }

    /// <summary>The alert's cause.</summary>
    public abstract string Cause { get; init; }

    /// <summary>The first page was handed to a channel.</summary>
    /// <param name="Subject">The subject.</param>
    /// <param name="Cause">The alert's cause.</param>
    /// <param name="AlertTime">When the alert was raised.</param>
    /// <param name="PageTime">When the page was handed over.</param>
    /// <param name="Channel">The kind of channel.</param>
    public sealed record DeskWasPaged(
        AlertSubject Subject,
        string Cause,
        DateTimeOffset AlertTime,
        DateTimeOffset PageTime,
        string Channel) : SubjectNotice;

    /// <summary>A person took the alert.</summary>
    /// <param name="Subject">The subject.</param>
    /// <param name="Cause">The alert's cause.</param>
    /// <param name="Actor">Who.</param>
    public sealed record AlertWasTaken(AlertSubject Subject, string Cause, Actor Actor) : SubjectNotice;

    /// <summary>Nobody took the alert.</summary>
    /// <param name="Subject">The subject.</param>
    /// <param name="Cause">The alert's cause.</param>
    public sealed record AlertWasMissed(AlertSubject Subject, string Cause) : SubjectNotice;
}
