using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations;

/// <summary>Withdraws a request that this country filed; the other country is told why.</summary>
internal sealed class WithdrawPreservationHandler(Shell shell, PreservationFinder finder, BoardRows rows)
{
    /// <summary>Handles the call.</summary>
    public async Task<WithdrawPreservationResponse> HandleAsync(
        WithdrawPreservationRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var found = await finder.FindAsync(request.Name, cancellation);
        if (found.Side != Side.Requesting)
            throw finder.WrongSide("withdraw a request that another country filed");
        var actor = caller.ActingAs(Role.CaseOfficer, Role.Approver);
        return await shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var command = new RequestingPreservationCommand.WithdrawPreservation(
                    session.Stamp(actor), request.Reason, Guid.CreateVersion7(session.Now));
                var withdrawn = await session.DecideAsync(PreservationStreams.Requesting, found.Id, command, request.ExpectedVersion, inner);
                return new WithdrawPreservationResponse { Row = rows.Of(withdrawn.State, withdrawn.Version, session.Now) };
            },
            cancellation);
    }
}
