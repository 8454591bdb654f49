using ContactNetwork.Domain.OnCall;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What leaves a node, when things go wrong.</summary>
public sealed class CourierTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_filed_while_the_peer_was_away_is_delivered_once_when_it_comes_back()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        for (var i = 0; i < 5; i++)
            await xa.FileAsync("XB");
        await Eventually.Async(
            async () => await xa.CountAsync("outgoing_lane where attempts > 0 and next_attempt is not null") == 1,
            Deadlines.OverSockets,
            Cancellation);
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await xa.UntilCountAsync("receipt where outcome = 1", 5);
        Assert.Equal(5, await xb.CountAsync("inbox"));
        Assert.Equal(5, await xb.CountAsync("board"));
    }

    [Fact]
    public async Task Two_replicas_share_a_lane_without_fork_or_repetition()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var store = await TestStore.CreateAsync();
        await using var one = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));
        await using var two = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, LoopbackPorts.Free());
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? one : two).FileAsync("XB")));
        await xb.UntilCountAsync("board", 60);
        await one.UntilCountAsync("due where kind = 'deliver'", 0);
        Assert.Equal(60, await xb.ScalarAsync<long>("select sequence from node.incoming_lane where peer = 'XA' and lane = 1"));
        Assert.Equal(60, await xb.CountAsync("inbox where outcome = 1"));
        Assert.Equal(0, await xb.CountAsync("conflicting_dispatch"));
    }

    [Fact]
    public async Task A_replica_takes_over_the_lane_of_another_that_ended()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var store = await TestStore.CreateAsync();
        await using (var one = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA")))
        {
            await one.FileAsync("XB");
            await xb.UntilCountAsync("board", 1);
        }

        await using var two = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, LoopbackPorts.Free());
        await two.FileAsync("XB");
        await xb.UntilCountAsync("board", 2);
        Assert.Equal(2, await xb.ScalarAsync<long>("select sequence from node.incoming_lane where peer = 'XA' and lane = 1"));
    }

    [Fact]
    public async Task A_store_behind_the_high_water_file_stops_the_lane_instead_of_forking_it()
    {
        await using var store = await TestStore.CreateAsync();
        await using (var xb = await PeersNode.StartAsync(lab, "XB"))
        await using (var before = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA")))
        {
            await before.FileAsync("XB");
            await before.UntilCountAsync("receipt", 1);
            await LoseLastAsync(before);
        }

        // Without the peer, which would tell it too.
        await using var after = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));
        await after.FileAsync("XB");
        await Eventually.Async(
            async () => await after.CountAsync("outgoing_lane where stop_reason = 'OWN_CHAIN_BEHIND'") == 1,
            Deadlines.OverSockets,
            Cancellation);
        Assert.Contains(after.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "STORE_RESTORED");
        Assert.Equal(0, await after.CountAsync("outbox"));
    }

    [Fact]
    public async Task A_peer_s_proof_stops_the_lane_of_a_store_that_is_behind_until_it_is_brought_up_to_date()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var store = await TestStore.CreateAsync();
        await using (var before = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA")))
        {
            await before.FileAsync("XB");
            await before.UntilCountAsync("receipt", 1);
            await LoseLastAsync(before);
        }

        Directory.Delete(Path.Combine(store.DataFolder, "high-water"), recursive: true);
        await using var after = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));
        after.Logs.Expect("the finding", log => log.Event.Name == "PictureTrouble");
        await Eventually.Async(
            () => after.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == "OWN_CHAIN_BEHIND"),
            Deadlines.OverSockets,
            Cancellation);
        await after.UntilCountAsync("peer_restore where not is_held", 1);
        await after.FileAsync("XB");
        await xb.UntilCountAsync("inbox where epoch = 2", 1);
        Assert.Equal(2, await xb.CountAsync("inbox"));
    }

    [Fact]
    public async Task What_a_peer_has_lost_is_sent_again()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await xa.FileAsync("XB");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt", 2);

        await xb.ExecuteAsync(
            "delete from node.inbox; update node.incoming_lane set sequence = 0, epoch = 0, digest = decode(repeat('00', 32), 'hex')");
        await xa.FileAsync("XB");
        await xb.UntilCountAsync("inbox", 3);
        await xb.UntilCountAsync("board", 3);
        await xa.UntilCountAsync("receipt", 3);
        Assert.Contains(xa.Logs.Logs, log => log.Event.Name == "PeerLostDispatches" && log.Level == LogLevel.Warning);
        Assert.Contains(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "PEER_LOST_MESSAGES");
    }

    public void Dispose() => lab.Dispose();

    /// <summary>Makes the store what it was before its last dispatch, as a restored backup is.</summary>
    private static Task LoseLastAsync(PeersNode node) => node.ExecuteAsync(
        """
        delete from node.receipt; delete from node.outbox;
        update node.outgoing_lane set sequence = 0, receipted_sequence = 0, digest = decode(repeat('00', 32), 'hex')
        """);
}
