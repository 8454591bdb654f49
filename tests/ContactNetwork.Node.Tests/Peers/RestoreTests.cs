using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;
using Deadlines = ContactNetwork.Testing.Deadlines;
using RecoverResponse = ContactNetwork.Federation.V1.RecoverResponse;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A node goes on from a backup that is older than what its peers know of it.</summary>
public sealed class RestoreTests : IDisposable
{
    private static readonly Caller Operator = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000d4"), "Operator", [Role.Operator], IsMachine: false);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_lost_with_the_store_comes_back_from_the_peer_and_nothing_is_acted_on_twice(bool hasFiles)
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var store = await TestStore.CreateAsync();
        string kept;
        await using (var first = await StartAsync(store))
        {
            kept = await first.FileAsync("XB");
            await first.UntilCountAsync("receipt", 1);
        }

        await using var backup = await store.BackupAsync();
        var lost = await LiveOnAsync(store, xb);
        if (hasFiles)
            backup.TakeFolder(store);
        else
            Directory.Delete(Path.Combine(backup.DataFolder, "high-water"), recursive: true);

        await using var xa = await StartAsync(backup);
        if (!hasFiles)
            xa.Logs.Expect("the proof of the peer", log => log.Event.Name == "PictureTrouble");
        await xa.UntilCountAsync("peer_restore where not is_held", 1);
        await xa.UntilCountAsync("board", 5);

        // Own requests, withdrawn ones among them, are facts again, and so is what the peer has said of them since.
        await UntilStageAsync(xa, lost.Acknowledged, RequestingStage.Acknowledged);
        await UntilStageAsync(xa, lost.Withdrawn, RequestingStage.Withdrawn);
        await UntilStageAsync(xa, kept, RequestingStage.Delivered);
        var history = await xa.ScalarAsync<string>(
            $"select data #>> '{{stamp,actor,role}}' from node.mt_events where type = 'preservation.filed.v1' and stream_id = (select id from node.board where reference = '{lost.Acknowledged}')");
        Assert.Equal("filed, restored from XB", history);

        // The peer's request is here again, and taken as it was: in the commit that took it in, its alert was cancelled.
        var received = await FindReceivedAsync(xa, lost.Received);
        Assert.Equal("duty officer, restored from XB", received!.Acknowledgement!.Actor.Role);
        Assert.Contains(xa.Desk.Orders.OfType<OnCallOrder.CancelAlertsOfSubject>(), order => order.SubjectId == received.Id);

        // What is filed now has a number that nobody was ever given, and travels in a new epoch.
        var next = await xa.FileAsync("XB");
        Assert.True(SerialOf(next) > SerialOf(lost.Acknowledged) + ReferenceNumbers.Skip / 2, $"{next} follows {lost.Acknowledged}");
        await xb.UntilCountAsync("inbox where epoch = 2 and outcome = 1", 1);
        Assert.Equal(0, await xb.CountAsync("conflicting_dispatch"));
        Assert.Equal(1, await xb.CountAsync($"board where reference = '{lost.Acknowledged}'"));
        await Eventually.Async(
            async () => await xb.CountAsync("incoming_lane where stop_reason is not null") == 0, Deadlines.OverSockets, Cancellation);
        Assert.Contains(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == PeersCauses.PeerRestored);
        var restore = (await Losses(xa).ListAsync(Cancellation)).Restores.Single();
        Assert.Equal(RestoreState.Done, restore.State);
        Assert.True(restore is { FetchedCount: >= 4, RebuiltCount: >= 4 }, restore.ToString());
        Assert.DoesNotContain("RESTORE_HELD:XB", xa.Get<Alarms>().Raised);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_signed_with_a_key_that_was_withdrawn_since_is_noticed_and_brought_back(bool hasFiles)
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var store = await TestStore.CreateAsync();
        await using (var first = await StartAsync(store))
        {
            await first.FileAsync("XB");
            await first.UntilCountAsync("receipt", 1);
        }

        await using var backup = await store.BackupAsync();
        string lost;
        await using (var second = await StartAsync(store))
        {
            lost = await second.FileAsync("XB");
            await second.UntilCountAsync("receipt", 2);
        }

        if (hasFiles)
            backup.TakeFolder(store);
        else
            Directory.Delete(Path.Combine(backup.DataFolder, "high-water"), recursive: true);
        lab.ReplaceSigningKey("XA");
        await using var xa = await StartAsync(backup);
        if (!hasFiles)
            xa.Logs.Expect("the proof of the peer", log => log.Event.Name == "PictureTrouble");
        await xa.UntilCountAsync("peer_restore where not is_held", 1);
        await UntilStageAsync(xa, lost, RequestingStage.Delivered);

        var next = await xa.FileAsync("XB");
        await xb.UntilCountAsync($"board where reference = '{next}'", 1);
        Assert.Equal(1, await xb.CountAsync($"board where reference = '{lost}'"));
        Assert.Equal(0, await xb.CountAsync("conflicting_dispatch"));
        Assert.Equal(1, await xb.CountAsync("inbox where epoch = 2 and outcome = 1"));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("silent")]
    [InlineData("wrong")]
    public async Task A_peer_that_gives_nothing_back_holds_up_no_other(string how)
    {
        await using var xb = await ScriptedPeer.StartAsync(lab, "XB");
        await using var xc = await PeersNode.StartAsync(lab, "XC");
        await using var store = await TestStore.CreateAsync();
        await using (var first = await StartAsync(store))
            await FileToBothAsync(first, receipts: 2);
        await using var backup = await store.BackupAsync();
        await using (var second = await StartAsync(store))
            await FileToBothAsync(second, receipts: 4);
        backup.TakeFolder(store);
        xb.GiveBack = async (_, ends) =>
        {
            if (how == "silent")
                await Task.Delay(Timeout.Infinite, ends);
            return new RecoverResponse { HasMore = true };
        };
        if (how == "gone")
            await xb.DisposeAsync();

        await using var xa = await StartAsync(backup);
        await xa.UntilCountAsync("peer_restore where country = 'XC' and not is_held", 1);
        var next = await xa.FileAsync("XC");
        await xc.UntilCountAsync($"board where reference = '{next}'", 1);
        if (how == "wrong")
            await xa.UntilCountAsync("peer_restore where country = 'XB' and is_held and last_error = 'PAGE_MALFORMED'", 1);
        Assert.Equal(1, await xa.CountAsync("peer_restore where country = 'XB' and is_held"));
        Assert.DoesNotContain(xb.Deliveries, delivery => DispatchClaims.Of(delivery.Dispatches[0]).Epoch > 1);
    }

    [Fact]
    public async Task A_peer_that_can_t_be_reached_stays_held_until_an_operator_accepts_the_loss()
    {
        await using var store = await TestStore.CreateAsync();
        await using var peerStore = await TestStore.CreateAsync();
        await using var backup = await LoseOneAsync(store, peerStore);
        await using var xa = await StartAsync(backup);
        await Eventually.Async(() => xa.Get<Alarms>().Raised.Contains("RESTORE_HELD:XB"), Deadlines.OverSockets, Cancellation);
        var waiting = await xa.FileAsync("XB");
        await xa.UntilCountAsync("peer_restore where is_held and last_error is not null", 1);

        var request = new AcceptLossRequest { Name = "nodes/xa/peers/xb", Because = "Their desk says that the node is gone." };
        var program = Operator with { IsMachine = true };
        var refused = await Assert.ThrowsAsync<RefusalException>(() => Losses(xa).AcceptAsync(request, Key(request), program, Cancellation));
        Assert.Equal("HUMAN_ACT", refused.Refusal.Reason);
        var accepted = (await Losses(xa).AcceptAsync(request, Key(request), Operator, Cancellation)).Restore;
        Assert.Equal((RestoreState.LossAccepted, "operator"), (accepted.State, accepted.Accepter.Role));

        await using var xb = await PeersNode.StartAsync(lab, "XB", peerStore, isOwner: false, lab.Port("XB"));
        await xb.UntilCountAsync($"board where reference = '{waiting}'", 1);
        Assert.Equal(0, await xa.CountAsync("outgoing_lane where stop_reason is not null"));
    }

    [Fact]
    public async Task Until_it_is_up_to_date_a_restored_node_takes_nothing_from_the_peer_and_says_why()
    {
        await using var store = await TestStore.CreateAsync();
        await using var peerStore = await TestStore.CreateAsync();
        await using var backup = await LoseOneAsync(store, peerStore);
        await using var xa = await StartAsync(backup);
        using var xb = new RawPeer(lab, "XB", "XA");
        Assert.Equal((Grpc.Core.StatusCode.Unavailable, "RESTORING"), await RawPeer.RefusalAsync(() => xb.CallAsync(xb.Next().Dispatch.ToMessage())));
        Assert.Equal(0, await xa.CountAsync("inbox"));
    }

    [Fact]
    public async Task Two_copies_of_one_node_that_answer_at_once_are_shown_by_every_partner_with_both_proofs()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xc = await PeersNode.StartAsync(lab, "XC");
        await using var store = await TestStore.CreateAsync();
        await using (var before = await StartAsync(store))
        {
            await before.FileAsync("XB");
            await before.FileAsync("XC");
            await before.UntilCountAsync("receipt", 2);
        }

        await using var twin = await store.BackupAsync();
        await using var one = await StartAsync(store);
        var two = await PeersNode.StartAsync(lab, "XA", twin, isOwner: false, LoopbackPorts.Free());
        foreach (var copy in new[] { one, two })
            await Eventually.Async(
                () => copy.Get<RestoreBook>().IsOpen("XB") && copy.Get<RestoreBook>().IsOpen("XC"), Deadlines.OverSockets, Cancellation);
        foreach (var partner in new[] { xb, xc })
        {
            await Task.WhenAll(one.FileAsync(partner.Country), two.FileAsync(partner.Country));
            await Eventually.Async(
                async () => await partner.CountAsync("conflicting_dispatch") > 0, Deadlines.OverSockets, Cancellation);
            partner.Logs.Expect("the fork", log => log.Event.Name == "PeerForked");
            var shown = (await partner.Get<PeerViews>().AllAsync(Cancellation)).Peers.Single(peer => peer.Country == "XA");
            var proof = Assert.Single(shown.Forks);
            Assert.NotEqual(proof.KeptDigest, proof.OtherDigest);
            Assert.Contains(shown.Lanes, lane => lane.StopReason == StopReasons.Fork);
            Assert.Contains(partner.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == PeersCauses.PeerForked);
            AssertSigned(proof.KeptEnvelope, proof.KeptDigest);
            AssertSigned(proof.OtherEnvelope, proof.OtherDigest);
        }

        await Eventually.Async(
            async () => await one.CountAsync("outgoing_lane where stop_reason is not null")
                + await two.CountAsync("outgoing_lane where stop_reason is not null") >= 2,
            Deadlines.OverSockets,
            Cancellation);
        foreach (var copy in new[] { one, two })
        {
            if (copy.Logs.Logs.Any(IsOfStop))
                copy.Logs.Expect("that its lane has stopped", IsOfStop);
        }

        // Once one copy is gone, an operator lets the other go on: the proofs stay.
        await two.DisposeAsync();
        var request = new AcceptLossRequest { Name = "nodes/xa/peers/xb", Because = "The second copy is switched off." };
        if (await one.CountAsync("outgoing_lane where peer = 'XB' and stop_reason is not null") == 0)
        {
            await one.FileAsync("XB");
            await one.UntilCountAsync("outgoing_lane where peer = 'XB' and stop_reason is not null", 1);
            if (!one.Logs.Logs.Any(IsOfStop))
                throw new InvalidOperationException("A stopped lane is logged.");
            one.Logs.Expect("that its lane has stopped", IsOfStop);
        }

        await Losses(one).AcceptAsync(request, Key(request), Operator, Cancellation);
        var next = await one.FileAsync("XB");
        await xb.UntilCountAsync($"board where reference = '{next}'", 1);
        Assert.Equal(0, await xb.CountAsync("incoming_lane where stop_reason is not null"));
        Assert.Single((await xb.Get<PeerViews>().AllAsync(Cancellation)).Peers.Single(peer => peer.Country == "XA").Forks);

        static bool IsOfStop(WatchedLog log) => log.Event.Name is "OwnLaneStopped" or "PictureTrouble";
    }

    public void Dispose() => lab.Dispose();

    private Task<PeersNode> StartAsync(TestStore store) => PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));

    /// <summary>What happens after the backup: requests filed, taken there, withdrawn, and one of the peer's taken here.</summary>
    private async Task<(string Acknowledged, string Withdrawn, string Received)> LiveOnAsync(TestStore store, PeersNode xb)
    {
        await using var xa = await StartAsync(store);
        await xa.FileAsync("XB", Urgency.Routine);
        var taken = await xa.FileAsync("XB");
        var withdrawn = await xa.FileAsync("XB");
        var received = await xb.FileAsync("XA");
        await xb.UntilCountAsync("board", 5);
        await xa.UntilCountAsync("board", 5);
        await AcknowledgeAsync(xb, taken);
        await AcknowledgeAsync(xa, received);
        var request = new WithdrawPreservationRequest { Name = $"nodes/xa/preservations/{withdrawn}", Reason = "It is over." };
        await xa.Get<WithdrawPreservationHandler>().HandleAsync(request, Key(request), Approver, Cancellation);
        await UntilStageAsync(xa, taken, RequestingStage.Acknowledged);
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);
        await xb.UntilCountAsync("due where kind = 'deliver'", 0);
        return (taken, withdrawn, received);
    }

    private static async Task FileToBothAsync(PeersNode node, int receipts)
    {
        await node.FileAsync("XB");
        await node.FileAsync("XC");
        await node.UntilCountAsync("receipt", receipts);
    }

    private async Task<TestStore> LoseOneAsync(TestStore store, TestStore peerStore)
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB", peerStore, isOwner: false, lab.Port("XB"));
        await using (var first = await StartAsync(store))
        {
            await first.FileAsync("XB");
            await first.UntilCountAsync("receipt", 1);
        }

        var backup = await store.BackupAsync();
        await using (var second = await StartAsync(store))
        {
            await second.FileAsync("XB");
            await second.UntilCountAsync("receipt", 2);
        }

        backup.TakeFolder(store);
        return backup;
    }

    private static Caller Approver { get; } = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000d5"), "Approver", [Role.Approver], IsMachine: false);

    private static LossActs Losses(PeersNode node) => node.Get<LossActs>();

    private static async Task AcknowledgeAsync(PeersNode node, string reference)
    {
        var request = new AcknowledgePreservationRequest { Name = $"nodes/{node.Country.ToLowerInvariant()}/preservations/{reference}" };
        await node.Get<AcknowledgePreservationHandler>().HandleAsync(request, Key(request), StoreHost.Officer, Cancellation);
    }

    private static async Task UntilStageAsync(PeersNode node, string reference, RequestingStage stage)
    {
        var id = await node.ScalarAsync<Guid>($"select id from node.board where reference = '{reference}'");
        var shell = node.Get<Shell>();
        await Eventually.Async(
            async () => (await shell.RunAsync(
                (session, inner) => session.FindAsync(PreservationStreams.Requesting, id, inner), Cancellation))?.Stage == stage,
            Deadlines.OverSockets,
            Cancellation,
            $"{reference} is {stage}");
    }

    private static async Task<RequestedPreservation?> FindReceivedAsync(PeersNode node, string reference)
    {
        RequestedPreservation? found = null;
        await Eventually.Async(
            async () => (found = await node.Get<Shell>().RunAsync(
                (session, inner) => session.FindAsync(PreservationStreams.Requested, PreservationIds.OfReceived("XB", reference), inner),
                Cancellation)) is { Acknowledgement: not null },
            Deadlines.OverSockets,
            Cancellation,
            $"{reference} is acknowledged");
        return found;
    }

    private static int SerialOf(string reference) => int.Parse(reference.Split('-')[3], System.Globalization.CultureInfo.InvariantCulture);

    private static RequestKey Key(Google.Protobuf.IMessage request) => RequestKey.Of("person", "test", Guid.NewGuid().ToString(), request);

    private void AssertSigned(Google.Protobuf.ByteString bytes, string digest)
    {
        var envelope = Federation.V1.Envelope.Parser.ParseFrom(bytes);
        Assert.IsType<Federation.Envelopes.EnvelopeCheck.SignedBy>(Federation.Envelopes.EnvelopeVerifier.Verify(
            envelope, Federation.Envelopes.PayloadType.Dispatch, [lab.Network.Countries["XA"].Node.SigningKey.Public]));
        Assert.Equal(digest, Federation.Digest.Of(envelope.Payload).Hex);
    }
}
