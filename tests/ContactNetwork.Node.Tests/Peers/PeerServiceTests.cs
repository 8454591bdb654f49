using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What people see of the other nodes, over gRPC and as JSON.</summary>
public sealed class PeerServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_see_who_can_be_reached_and_what_waits()
    {
        using var lab = new TestLab();
        await using var xa = await WholeNode.StartAsync(lab, "XA");
        var peers = new PeerService.PeerServiceClient(xa.Channel);
        await using (await WholeNode.StartAsync(lab, "XB"))
        {
            var reference = (await xa.FileAsync("XB")).Reference;
            await xa.WaitAsync(reference, one => one.Row.DeliverTime is not null, "delivered");
            await Eventually.Async(
                async () => await GetAsync(peers, xa, "xb") is { Reachability: PeerReachability.Reachable, Features.Count: > 0 },
                Deadlines.OverSockets,
                Cancellation,
                "XA has met XB");
        }

        // XB is gone: what is filed now waits and is shown.
        await xa.FileAsync("XB");
        await Eventually.Async(
            async () => (await GetAsync(peers, xa, "xb")).Lanes.Single(lane => lane.Lane == "URGENT") is { QueuedCount: 1, FailedAttemptCount: > 0 },
            Deadlines.OverSockets,
            Cancellation,
            "XA shows what waits");

        var all = (await peers.ListPeersAsync(new ListPeersRequest(), xa.As(Role.Trainer), cancellationToken: Cancellation)).Peers;
        Assert.Equal(["XB", "XC"], all.Select(peer => peer.Country));
        var xb = all[0];
        Assert.Equal(PeerMembership.Active, xb.Membership);
        Assert.Contains("preservations", xb.Features);
        Assert.Equal(["URGENT", "ROUTINE", "BULK"], xb.Lanes.Select(lane => lane.Lane));
        Assert.True(xb.Lanes[0] is { SentSequence: >= 1, ReceiptedSequence: >= 1 });
        Assert.NotNull(xb.ContactTime);
        Assert.NotNull(xb.CertificateExpireTime);
        Assert.Null(all[1].ContactTime);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(xa.People, "/v1/nodes/xa/peers/xb"));
        request.Headers.Authorization = xa.Bearer(Role.Trainer);
        using var response = await xa.Http.SendAsync(request, Cancellation);
        Assert.Contains("\"country\":\"XB\"", (await response.Content.ReadAsStringAsync(Cancellation)).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        var (code, info) = await PeopleNode.RefusalAsync(() => GetAsync(peers, xa, "xz"));
        Assert.Equal((StatusCode.NotFound, "PEER_UNKNOWN"), (code, info.Reason));
    }

    private static async Task<Peer> GetAsync(PeerService.PeerServiceClient peers, WholeNode node, string country) => (await peers.GetPeerAsync(
        new GetPeerRequest { Name = $"nodes/xa/peers/{country}" }, node.As(Role.Trainer), cancellationToken: Cancellation)).Peer;
}
