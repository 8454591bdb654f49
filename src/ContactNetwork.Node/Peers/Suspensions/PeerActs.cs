using ContactNetwork.Domain;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Role = ContactNetwork.V1.Role;

namespace ContactNetwork.Node.Peers.Suspensions;

/// <summary>Carries out what people decide about a peer, and puts it in force in this process before it answers.</summary>
internal sealed class PeerActs(Shell shell, TrustStore trust, NodeIdentity node)
{
    /// <summary>Suspends a peer.</summary>
    public async Task<SuspendPeerResponse> SuspendAsync(
        SuspendPeerRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var country = Find(request.Name);
        var id = PeerStreams.IdOf(country);
        var answer = await shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var command = new PeerCommand.SuspendPeer(session.Stamp(Acting(caller)), id, country, request.Because.Trim(), caller.Accounts);
                var decided = await session.DecideAsync(PeerStreams.Peers, id, command, inner);
                return new SuspendPeerResponse { Suspension = SuspensionView.Show(decided.State, node) };
            },
            cancellation);
        await trust.RefreshAsync(cancellation);
        return answer;
    }

    /// <summary>Confirms a suspension.</summary>
    public Task<ConfirmPeerSuspensionResponse> ConfirmAsync(
        ConfirmPeerSuspensionRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var id = PeerStreams.IdOf(Find(request.Name));
        return shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var command = new PeerCommand.ConfirmSuspension(session.Stamp(Acting(caller)), caller.Accounts);
                var decided = await session.DecideAsync(PeerStreams.Peers, id, command, inner);
                return new ConfirmPeerSuspensionResponse { Suspension = SuspensionView.Show(decided.State, node) };
            },
            cancellation);
    }

    /// <summary>Ends a suspension, or proposes to.</summary>
    public async Task<ResumePeerResponse> ResumeAsync(
        ResumePeerRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var id = PeerStreams.IdOf(Find(request.Name));
        var answer = await shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                if (await session.FindAsync(PeerStreams.Peers, id, inner) is null)
                    return new ResumePeerResponse();
                var command = new PeerCommand.ResumePeer(session.Stamp(Acting(caller)), request.Because.Trim(), caller.Accounts);
                var decided = await session.DecideAsync(PeerStreams.Peers, id, command, inner);
                return new ResumePeerResponse { Suspension = SuspensionView.Show(decided.State, node) };
            },
            cancellation);
        await trust.RefreshAsync(cancellation);
        return answer;
    }

    private static Actor Acting(Caller caller) => caller.ActingAs(Role.ShiftLead, Role.Operator, Role.DutyOfficer);

    private string Find(string name) =>
        trust.Last.Members.Keys.FirstOrDefault(country => country != node.Country && PeerViews.NameOf(node, country) == name)
        ?? throw PeerViews.Unknown(name);
}
