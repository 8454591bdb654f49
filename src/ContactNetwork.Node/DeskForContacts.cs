using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node;

/// <summary>
/// Lets contact tests call the duty desk, as tests, and lets it be told of voice tests that are due; tells contact tests who
/// acknowledged. Neither of the two rooms knows the other.
/// </summary>
internal sealed class DeskForContacts(IOnCallDesk desk) : IContactsDesk, ISubjectRoom
{
    public string SubjectKind => ContactTestCall.SubjectKind;

    public string Collection => ContactTestView.Collection;

    /// <summary>By the ladder of urgent alerts, whose steps fall into the time that a test allows.</summary>
    public Task RaiseTestAsync(WriteSession session, ContactTestCall call, Stamp stamp, CancellationToken cancellation) => desk.CarryOutAsync(
        session,
        new OnCallOrder.RaiseAlertAbout(
            new AlertSubject(SubjectKind, call.TestId, call.Reference, call.Country), ContactTestCall.Cause, Urgency.Urgent, Purpose.Test),
        stamp,
        cancellation);

    public Task CancelTestAsync(WriteSession session, Guid testId, string reason, Stamp stamp, CancellationToken cancellation) =>
        desk.CarryOutAsync(session, new OnCallOrder.CancelAlertsOfSubject(SubjectKind, testId, Cause: null, reason), stamp, cancellation);

    public Task RaiseDutyAsync(WriteSession session, VoiceTestDutyCall call, Stamp stamp, CancellationToken cancellation) => desk.CarryOutAsync(
        session,
        new OnCallOrder.RaiseAlertAbout(
            new AlertSubject(VoiceTestDutyCall.SubjectKind, call.DutyId, call.Reference, call.Country), call.Cause, Urgency.Routine, Purpose.Real),
        stamp,
        cancellation);

    public Task CancelDutyAsync(WriteSession session, Guid dutyId, Stamp stamp, CancellationToken cancellation) => desk.CarryOutAsync(
        session,
        new OnCallOrder.CancelAlertsOfSubject(VoiceTestDutyCall.SubjectKind, dutyId, Cause: null, VoiceTestDutyCall.Over),
        stamp,
        cancellation);

    /// <summary>That the desk was paged, or missed it, is nobody's answer.</summary>
    public Task TellAsync(WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation) =>
        notice is SubjectNotice.AlertWasTaken taken
            ? ContactTestReactions.TakenAsync(session, taken.Subject.Id, stamp with { Actor = taken.Actor }, cancellation)
            : Task.CompletedTask;
}

/// <summary>Voice tests that people here owe, as alerts are about them: who takes such an alert has not made the call yet.</summary>
internal sealed class VoiceTestDutySubjects : ISubjectRoom
{
    public string SubjectKind => VoiceTestDutyCall.SubjectKind;

    public string Collection => VoiceTestDutyCall.Collection;

    public Task TellAsync(WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation) => Task.CompletedTask;
}
