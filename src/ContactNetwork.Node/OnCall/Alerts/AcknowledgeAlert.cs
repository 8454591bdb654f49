using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Takes an alert: its escalation stops, and the room of its subject is told in the same transaction.</summary>
internal sealed class AcknowledgeAlertHandler(Shell shell, AlertRows rows, NodeIdentity node)
{
    /// <summary>Handles the call.</summary>
    public Task<AcknowledgeAlertResponse> HandleAsync(
        AcknowledgeAlertRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var id = AlertName.Parse(request.Name, node);
        var actor = caller.ActingAs(Role.DutyOfficer, Role.ShiftLead);
        return shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var taken = await session.DecideAsync(
                    AlertStreams.Alerts, id, new AlertCommand.AcknowledgeAlert(session.Stamp(actor)), inner);
                return new AcknowledgeAlertResponse { Alert = rows.Shown(rows.Of(taken.State, taken.Version), withSubject: true) };
            },
            cancellation);
    }
}
