using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations;

/// <summary>Takes a received request: its alerts are taken by the same act, and the other country is told.</summary>
internal sealed class AcknowledgePreservationHandler(
    Shell shell, PreservationFinder finder, ReferenceNumbers numbers, BoardRows rows)
{
    /// <summary>Handles the call.</summary>
    public async Task<AcknowledgePreservationResponse> HandleAsync(
        AcknowledgePreservationRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var found = await finder.FindAsync(request.Name, cancellation);
        if (found.Side != Side.Requested)
            throw finder.WrongSide("acknowledge a request that this country filed");
        var actor = caller.ActingAs(Role.DutyOfficer, Role.ShiftLead);
        return await shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var reference = request.LocalReference.Length > 0
                    ? request.LocalReference
                    : await numbers.NextAsync(session.Now.Year, inner);
                var command = new RequestedPreservationCommand.AcknowledgePreservation(
                    session.Stamp(actor), reference, request.Note, Guid.CreateVersion7(session.Now));
                var taken = await session.DecideAsync(PreservationStreams.Requested, found.Id, command, request.ExpectedVersion, inner);
                return new AcknowledgePreservationResponse { Row = rows.Of(taken.State, taken.Version, session.Now) };
            },
            cancellation);
    }
}
