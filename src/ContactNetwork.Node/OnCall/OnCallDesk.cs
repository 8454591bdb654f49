using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall.Alerts;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall;

/// <summary>Carries out what other rooms ask, in their session.</summary>
internal sealed class OnCallDesk(DutyList duty, PlainPages pages, ILogger<OnCallDesk> log) : IOnCallDesk
{
    public string DeskPhone => duty.DeskPhone;

    public Task PrepareAsync(WriteSession session, string subjectKind, IReadOnlyCollection<Guid> subjectIds, CancellationToken cancellation) =>
        AlertTable.PrefetchOpenAsync(session, subjectKind, subjectIds, cancellation);

    public async Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation)
    {
        switch (order)
        {
            case OnCallOrder.RaiseAlertAbout raise:
                await RaiseAsync(session, raise, stamp, cancellation);
                break;
            case OnCallOrder.AcknowledgeAlertsOfSubject taken:
                foreach (var id in await AlertTable.OpenOfSubjectAsync(session, taken.SubjectKind, taken.SubjectId, cause: null, cancellation))
                    await session.DecideAsync(AlertStreams.Alerts, id, new AlertCommand.AcknowledgeAlert(stamp with { Actor = taken.Actor }), cancellation);
                break;
            case OnCallOrder.CancelAlertsOfSubject cancel:
                foreach (var id in await AlertTable.OpenOfSubjectAsync(session, cancel.SubjectKind, cancel.SubjectId, cancel.Cause, cancellation))
                    await session.DecideAsync(AlertStreams.Alerts, id, new AlertCommand.CancelAlert(stamp, cancel.Reason), cancellation);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"The orders are closed; {order.GetType().Name} is not carried out.");
        }
    }

    public Task<bool> PagePlainlyAsync(PlainPage page, CancellationToken cancellation) => pages.SendAsync(page, cancellation);

    /// <summary>An alert of the same subject and cause that is open goes on alarming; a second one would only page twice.</summary>
    private async Task RaiseAsync(WriteSession session, OnCallOrder.RaiseAlertAbout raise, Stamp stamp, CancellationToken cancellation)
    {
        if (await AlertTable.OpenOfSubjectAsync(session, raise.Subject.Kind, raise.Subject.Id, raise.Cause, cancellation) is not [])
            return;

        if (duty.IsEmpty)
            log.NobodyOnDuty();
        var id = Guid.CreateVersion7(session.Now);
        await session.BeginAsync(
            AlertStreams.Alerts,
            id,
            new AlertCommand.RaiseAlert(stamp, id, raise.Subject, raise.Cause, raise.Urgency, raise.Purpose, duty.LadderFor(raise.Urgency)),
            cancellation);
        Meters.AlertsRaised.Add(1, new("cause", raise.Cause), new("urgency", raise.Urgency.ToString()));
    }
}
