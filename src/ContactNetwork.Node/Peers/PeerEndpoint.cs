using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Node.Peers;

/// <summary>Shows the other nodes to people.</summary>
internal sealed class PeerEndpoint(PeerViews views, ILogger<PeerEndpoint> log) : PeerService.PeerServiceBase
{
    public override async Task<ListPeersResponse> ListPeers(ListPeersRequest request, ServerCallContext context) =>
        new() { Peers = { await ReadAsync(context.CancellationToken) } };

    public override async Task<GetPeerResponse> GetPeer(GetPeerRequest request, ServerCallContext context) =>
        (await ReadAsync(context.CancellationToken)).FirstOrDefault(peer => peer.Name == request.Name) is { } peer
            ? new GetPeerResponse { Peer = peer }
            : throw new RefusalException(Refusal
                .Of(RefusalKind.NotFound, RefusalReasons.PeerUnknown, "No such peer. See `cn peer list`.")
                .With("name", request.Name.Length <= NameCharactersMax ? request.Name : ""));

    private const int NameCharactersMax = 100;

    private async Task<IReadOnlyList<Peer>> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await views.AllAsync(cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault) && !cancellation.IsCancellationRequested)
        {
            throw StoreFaults.Unavailable(fault, log);
        }
    }
}
