using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Xunit;
using Lane = ContactNetwork.Federation.V1.Lane;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A second history is shown with both of its signed halves, however it was noticed.</summary>
public sealed class ForkProofTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dispatch_that_names_another_predecessor_is_shown_with_the_one_that_was_taken()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the fork", log => log.Event.Name == "PeerForked");
        using var xa = new RawPeer(lab);
        var first = xa.Next();
        await xa.DeliverOneAsync(first);
        var other = xa.Write(Lane.Urgent, new ChainPlace(1, 2, Federation.Digest.Of("another first"u8)));
        Assert.Equal(ReceiptReason.ChainBroken, (await xa.DeliverOneAsync(other)).Reason);

        var proof = Assert.Single(await ForksAsync(xb, "XA"));
        Assert.Equal((2, 1, false), (proof.Sequence, proof.KeptSequence, proof.IsOwn));
        AssertBothSigned(proof, first, other);
    }

    [Fact]
    public async Task A_fork_of_the_peer_s_that_its_picture_shows_is_kept_with_both_proofs()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the fork", log => log.Event.Name == "PictureTrouble");
        using var xa = new RawPeer(lab);
        var first = xa.Next();
        await xa.DeliverOneAsync(first);
        var other = xa.Write(Lane.Urgent, first.Draft.Place);
        await xa.HelloAsync(hello => hello.Picture.Outgoing.Add(CursorOf(other)));

        var proof = Assert.Single(await ForksAsync(xb, "XA"));
        Assert.Equal((1, 1, false), (proof.Sequence, proof.KeptSequence, proof.IsOwn));
        AssertBothSigned(proof, first, other);
    }

    [Fact]
    public async Task Evidence_that_the_peer_did_not_sign_stops_the_lane_and_is_not_kept()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the fork", log => log.Event.Name == "PictureTrouble");
        using var xa = new RawPeer(lab);
        var first = xa.Next();
        await xa.DeliverOneAsync(first);
        using var stranger = new RawPeer(lab, "XC");
        var other = stranger.Write(Lane.Urgent, first.Draft.Place);
        await xa.HelloAsync(hello => hello.Picture.Outgoing.Add(CursorOf(other)));

        Assert.Equal(1, await xb.CountAsync("incoming_lane where stop_reason is not null"));
        Assert.Empty(await ForksAsync(xb, "XA"));
    }

    [Fact]
    public async Task A_second_history_of_ours_that_a_peer_shows_is_kept_with_both_proofs()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        xa.Logs.Expect("the fork", log => log.Event.Name is "PictureTrouble");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("outbox", 1);
        // As a second copy of this node would have written it.
        using var copy = new RawPeer(lab, "XA", "XB");
        var other = copy.Write(Lane.Urgent, default(ChainPosition).Next());
        using var xb = new RawPeer(lab, "XB", "XA");
        await xb.HelloAsync(hello => hello.Picture.Incoming.Add(CursorOf(other)));

        var proof = Assert.Single(await ForksAsync(xa, "XB"));
        Assert.Equal((1, 1, true), (proof.Sequence, proof.KeptSequence, proof.IsOwn));
        Assert.Equal(await xa.ScalarAsync<byte[]>("select envelope from node.outbox"), proof.KeptEnvelope.ToByteArray());
        Assert.Equal(other.Dispatch.Digest.Hex, proof.OtherDigest);
        AssertSigned(proof.OtherEnvelope);
    }

    [Fact]
    public async Task Proofs_that_pictures_show_of_a_peer_s_second_history_are_bounded_and_the_rest_is_counted()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the fork", log => log.Event.Name == "PictureTrouble");
        using var xa = new RawPeer(lab);
        var first = xa.Next();
        await xa.DeliverOneAsync(first);
        await FillAsync(xb, "conflicting_dispatch", "XA", ForkTable.KeptMax - 1);
        var kept = xa.Write(Lane.Urgent, first.Draft.Place);
        await xa.HelloAsync(hello => hello.Picture.Outgoing.Add(CursorOf(kept)));
        Assert.Equal(0, (await PeerAsync(xb, "XA")).ForkLeftOutCount);

        const int More = 3;
        for (var number = 0; number < More; number++)
            await xa.HelloAsync(hello => hello.Picture.Outgoing.Add(CursorOf(xa.Write(Lane.Urgent, first.Draft.Place))));
        // One that is kept is neither kept again nor counted.
        await xa.HelloAsync(hello => hello.Picture.Outgoing.Add(CursorOf(kept)));

        Assert.Equal(ForkTable.KeptMax, await xb.CountAsync("conflicting_dispatch where peer = 'XA'"));
        Assert.Equal(More, await xb.ScalarAsync<long>("select left_out from node.fork_count where peer = 'XA'"));
        // Who asks within a moment gets what was read before.
        await Eventually.Async(
            async () => await PeerAsync(xb, "XA") is { ForkLeftOutCount: More } peer
                && peer.Forks.Any(fork => fork.OtherDigest == kept.Dispatch.Digest.Hex),
            Deadlines.OverSockets,
            Cancellation,
            "the peer is shown with its proofs and the count of those left out");
    }

    [Fact]
    public async Task Proofs_that_a_peer_shows_of_a_second_history_of_ours_are_bounded_and_the_rest_is_counted()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        xa.Logs.Expect("the fork", log => log.Event.Name is "PictureTrouble");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("outbox", 1);
        await FillAsync(xa, "own_conflicting_dispatch", "XB", ForkTable.KeptMax - 1);
        using var copy = new RawPeer(lab, "XA", "XB");
        using var xb = new RawPeer(lab, "XB", "XA");

        const int All = 4;
        for (var number = 0; number < All; number++)
            await xb.HelloAsync(hello => hello.Picture.Incoming.Add(CursorOf(copy.Write(Lane.Urgent, default(ChainPosition).Next()))));

        Assert.Equal(ForkTable.KeptMax, await xa.CountAsync("own_conflicting_dispatch where peer = 'XB'"));
        Assert.Equal(All - 1, (await PeerAsync(xa, "XB")).ForkLeftOutCount);
        // Others are counted for themselves.
        Assert.Equal(0, (await PeerAsync(xa, "XC")).ForkLeftOutCount);
    }

    public void Dispose() => lab.Dispose();

    /// <summary>Proofs that were kept before, older than any that comes now.</summary>
    private static Task FillAsync(PeersNode node, string table, string peer, int count) => node.ExecuteAsync(
        $"""
        insert into node.{table} (peer, lane, epoch, sequence, digest, envelope, receive_time)
        select '{peer}', 1, 1, 1, decode(lpad(to_hex(n), 64, '0'), 'hex'), '\x00', now() - interval '1 day' from generate_series(1, {count}) n
        """);

    private static ChainCursor CursorOf(Written written) => new()
    {
        Lane = Lane.Urgent,
        Epoch = written.Draft.Place.Epoch,
        Sequence = written.Draft.Place.Sequence,
        Digest = written.Dispatch.Digest.Bytes,
        Proof = written.Dispatch.Skeleton,
    };

    private static async Task<IReadOnlyList<ForkProof>> ForksAsync(PeersNode node, string peer) => (await PeerAsync(node, peer)).Forks;

    private static async Task<Peer> PeerAsync(PeersNode node, string peer) =>
        (await node.Get<PeerViews>().AllAsync(Cancellation)).Peers.Single(one => one.Country == peer);

    private void AssertBothSigned(ForkProof proof, Written kept, Written other)
    {
        Assert.Equal((kept.Dispatch.Digest.Hex, other.Dispatch.Digest.Hex), (proof.KeptDigest, proof.OtherDigest));
        AssertSigned(proof.KeptEnvelope);
        AssertSigned(proof.OtherEnvelope);
    }

    private void AssertSigned(ByteString envelope) => Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(
        Envelope.Parser.ParseFrom(envelope), PayloadType.Dispatch, [lab.CredentialsOf("XA").SigningKey.Public]));
}
