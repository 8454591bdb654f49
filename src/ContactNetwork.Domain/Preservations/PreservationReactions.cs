using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain.OnCall;

namespace ContactNetwork.Domain.Preservations;

/// <summary>What follows from a preservation's facts for the desk, and from the desk's facts for a preservation. Pure.</summary>
public static class PreservationReactions
{
    /// <summary>The kind of subject that alerts about preservations carry. Stored: never renamed.</summary>
    public const string SubjectKind = "preservation";

    /// <summary>The reason of alerts cancelled because the subject was withdrawn.</summary>
    public const string SubjectWithdrawn = "SUBJECT_WITHDRAWN";

    /// <summary>The reason of alerts cancelled because what was missing has come.</summary>
    public const string CauseGone = "CAUSE_GONE";

    /// <summary>What a fact of the requesting side asks of on-call.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="state">The request after it.</param>
    public static ImmutableArray<OnCallOrder> Of(RequestingPreservationEvent fact, RequestingPreservation state)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(state);
        AlertSubject subject = new(SubjectKind, state.Id, state.Reference, state.RequestedCountry);
        return fact switch
        {
            RequestingPreservationEvent.PreservationFiled => [],
            RequestingPreservationEvent.PreservationDelivered => [Cancel(subject, AlertCauses.ReceiptOverdue, CauseGone)],
            RequestingPreservationEvent.FollowUpDelivered => [],
            RequestingPreservationEvent.DispatchReturned => [Raise(AlertCauses.DispatchReturned)],
            RequestingPreservationEvent.PeerDeskPaged => [],
            RequestingPreservationEvent.PeerAcknowledged =>
            [
                Cancel(subject, AlertCauses.AcknowledgementOverdue, CauseGone),
                Cancel(subject, AlertCauses.PeerNotYetAcknowledged, CauseGone),
            ],
            RequestingPreservationEvent.PeerReportedNotYetAcknowledged =>
                state.Stage < RequestingStage.Acknowledged ? [Raise(AlertCauses.PeerNotYetAcknowledged)] : [],
            RequestingPreservationEvent.ReceiptOverdue => [Raise(AlertCauses.ReceiptOverdue)],
            RequestingPreservationEvent.AcknowledgementOverdue => [Raise(AlertCauses.AcknowledgementOverdue)],
            RequestingPreservationEvent.PreservationWithdrawn => [Cancel(subject, cause: null, SubjectWithdrawn)],
            RequestingPreservationEvent.PeerConfirmedWithdrawal => [],
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no reaction."),
        };

        OnCallOrder.RaiseAlertAbout Raise(string cause) => new(subject, cause, state.Urgency, state.Purpose);
    }

    /// <summary>What a fact of the requested side asks of on-call.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="state">The request after it.</param>
    public static ImmutableArray<OnCallOrder> Of(RequestedPreservationEvent fact, RequestedPreservation state)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(state);
        AlertSubject subject = new(SubjectKind, state.Id, state.Reference, state.OriginCountry);
        return fact switch
        {
            RequestedPreservationEvent.PreservationReceived => state.Stage == RequestedStage.Received
                ? [Cancel(subject, AlertCauses.IncompleteCase, CauseGone), Raise(AlertCauses.RequestReceived)]
                : [],
            // The message that announced it follows in the same commit and raises its own alert.
            RequestedPreservationEvent.PreservationAnnounced => [],
            RequestedPreservationEvent.PredecessorOverdue => [Raise(AlertCauses.IncompleteCase)],
            RequestedPreservationEvent.ReceivedDeskPaged => [],
            // Restored from our own message: nobody is acting now, and the person is not known any more.
            RequestedPreservationEvent.PreservationAcknowledged { Stamp.Actor.Kind: not ActorKind.Person } =>
                [Cancel(subject, cause: null, CauseGone)],
            RequestedPreservationEvent.PreservationAcknowledged taken =>
                [new OnCallOrder.AcknowledgeAlertsOfSubject(SubjectKind, state.Id, taken.Stamp.Actor)],
            // The alert of the request itself is open until somebody takes it, and goes on alarming by itself.
            RequestedPreservationEvent.AcknowledgementMissed => [],
            RequestedPreservationEvent.ReminderReceived => state.Stage switch
            {
                RequestedStage.Announced => [Raise(AlertCauses.IncompleteCase)],
                RequestedStage.Received => [Raise(AlertCauses.ReminderReceived)],
                RequestedStage.Acknowledged or RequestedStage.Withdrawn => [],
                _ => throw new UnreachableException($"The stages are closed; {state.Stage} has no reaction."),
            },
            RequestedPreservationEvent.WithdrawalReceived withdrawal => withdrawal.StageReached == RequestedStage.Received
                ? [Cancel(subject, cause: null, SubjectWithdrawn)]
                : [Cancel(subject, cause: null, SubjectWithdrawn), Raise(AlertCauses.WithdrawalReceived)],
            RequestedPreservationEvent.FollowUpDelivered => [],
            RequestedPreservationEvent.DispatchReturned => [Raise(AlertCauses.DispatchReturned)],
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no reaction."),
        };

        OnCallOrder.RaiseAlertAbout Raise(string cause) => new(subject, cause, state.Urgency, state.Purpose);
    }

    /// <summary>What the desk's word means for a received request; null when nothing.</summary>
    /// <param name="notice">What on-call tells.</param>
    /// <param name="state">The request.</param>
    /// <param name="stamp">The instant and the actor: for a taken alert the person who took it.</param>
    /// <param name="messageId">A new message id.</param>
    /// <param name="localReference">This side's own number for a request that is taken.</param>
    /// <param name="deskPhone">This desk's number, E.164.</param>
    public static RequestedPreservationCommand? CommandFor(
        SubjectNotice notice,
        RequestedPreservation state,
        Stamp stamp,
        Guid messageId,
        string localReference,
        string deskPhone)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(state);
        return notice switch
        {
            SubjectNotice.DeskWasPaged { Cause: AlertCauses.RequestReceived } paged =>
                new RequestedPreservationCommand.RecordDeskPaged(stamp, paged.AlertTime, paged.PageTime, paged.Channel, messageId),
            SubjectNotice.AlertWasTaken { Cause: AlertCauses.RequestReceived or AlertCauses.ReminderReceived }
                when state.Stage == RequestedStage.Received =>
                new RequestedPreservationCommand.AcknowledgePreservation(stamp, localReference, Note: "", messageId),
            SubjectNotice.AlertWasMissed { Cause: AlertCauses.RequestReceived } =>
                new RequestedPreservationCommand.NoteAcknowledgementMissed(stamp, IsLadderExhausted: true, deskPhone, messageId),
            SubjectNotice.DeskWasPaged or SubjectNotice.AlertWasTaken or SubjectNotice.AlertWasMissed => null,
            _ => throw new UnreachableException($"The notices are closed; {notice.GetType().Name} has no meaning."),
        };
    }

    private static OnCallOrder.CancelAlertsOfSubject Cancel(AlertSubject subject, string? cause, string reason) =>
        new(subject.Kind, subject.Id, cause, reason);
}
