using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Node.Peers;

/// <summary>Shows the other nodes to people.</summary>
internal sealed class PeerEndpoint(PeerViews views, PeerActs acts, NoticePublications publications, LossActs losses, ListRefusals refusals)
    : PeerService.PeerServiceBase
{
    public override Task<ListPeersResponse> ListPeers(ListPeersRequest request, ServerCallContext context) =>
        views.AllAsync(context.CancellationToken);

    public override async Task<GetPeerResponse> GetPeer(GetPeerRequest request, ServerCallContext context) =>
        await views.FindAsync(request.Name, context.CancellationToken) is { } peer
            ? new GetPeerResponse { Peer = peer }
            : throw PeerViews.Unknown(request.Name);

    public override Task<SuspendPeerResponse> SuspendPeer(SuspendPeerRequest request, ServerCallContext context) =>
        acts.SuspendAsync(request, KeyOf(context, request.RequestId, request), Caller.Of(context), context.CancellationToken);

    public override Task<ConfirmPeerSuspensionResponse> ConfirmPeerSuspension(
        ConfirmPeerSuspensionRequest request, ServerCallContext context) =>
        acts.ConfirmAsync(request, KeyOf(context, request.RequestId, request), Caller.Of(context), context.CancellationToken);

    public override Task<ResumePeerResponse> ResumePeer(ResumePeerRequest request, ServerCallContext context) =>
        acts.ResumeAsync(request, KeyOf(context, request.RequestId, request), Caller.Of(context), context.CancellationToken);

    public override Task<ListRestoresResponse> ListRestores(ListRestoresRequest request, ServerCallContext context) =>
        losses.ListAsync(context.CancellationToken);

    public override Task<AcceptLossResponse> AcceptLoss(AcceptLossRequest request, ServerCallContext context) =>
        losses.AcceptAsync(request, KeyOf(context, request.RequestId, request), Caller.Of(context), context.CancellationToken);

    public override Task<PublishNoticeResponse> PublishNotice(PublishNoticeRequest request, ServerCallContext context) =>
        publications.PublishAsync(request, KeyOf(context, request.RequestId, request), context.CancellationToken);

    public override Task<ListRefusalsResponse> ListRefusals(ListRefusalsRequest request, ServerCallContext context) =>
        refusals.HandleAsync(request, context.CancellationToken);

    public override Task<ListNoticesResponse> ListNotices(ListNoticesRequest request, ServerCallContext context) =>
        Task.FromResult(publications.List());

    private static RequestKey KeyOf(ServerCallContext context, string requestId, IMessage request) =>
        RequestKey.Of(Caller.Of(context).PersonId.ToString("N"), context.Method, requestId, request);
}
