using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Store;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>People keep another country's node out: what waits, what is refused, what is told, and how it ends.</summary>
public sealed class SuspensionTests : IDisposable
{
    private const string Peer = "nodes/xb/peers/xa";
    private static readonly Caller Duty = new(Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"), "Duty", [Role.DutyOfficer], IsMachine: false);
    private static readonly Caller Lead = new(Guid.Parse("0198c0de-0000-7000-8000-0000000000d2"), "Lead", [Role.ShiftLead], IsMachine: false);
    private static readonly Caller Program = new(Guid.Parse("0198c0de-0000-7000-8000-0000000000d3"), "Program", [Role.Operator], IsMachine: true);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspended_peer_is_refused_with_the_reason_and_its_connections_are_closed()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xa = new RawPeer(lab);
        await xa.DeliverOneAsync(xa.Next());
        Assert.Equal(1, xb.Get<Federation.Channels.PeerConnections>().Count);

        var suspension = await SuspendAsync(xb, Duty);
        Assert.Equal("duty officer", suspension.Suspender.Role);
        Assert.Equal(suspension.SuspendTime.ToDateTimeOffset().AddHours(4), suspension.LapseTime.ToDateTimeOffset());
        Assert.Equal(0, xb.Get<Federation.Channels.PeerConnections>().Count);

        // The first call may still meet the closed connection.
        await Eventually.Async(
            async () => await RawPeer.RefusalAsync(() => xa.HelloAsync()) == (StatusCode.Unavailable, "PEER_SUSPENDED"),
            Deadlines.OverSockets,
            Cancellation);
        Assert.Equal((StatusCode.Unavailable, "PEER_SUSPENDED"), await RawPeer.RefusalAsync(() => xa.CallAsync(xa.Next().Dispatch.ToMessage())));
        Assert.Equal(1, await xb.CountAsync("inbox"));
        Assert.Contains(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "PEER_SUSPENDED");
        await Eventually.Async(
            () => xb.Get<Operations.Alarms>().Raised.Contains("PEER_SUSPENDED:XA"), Deadlines.OverSockets, Cancellation);
    }

    [Fact]
    public async Task What_is_queued_waits_until_the_suspension_ends_and_both_sides_see_it()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await Eventually.Async(
            async () => await xa.CountAsync("peer where country = 'XB' and contact_time is not null and refusal is null") == 1,
            Deadlines.OverSockets,
            Cancellation);
        await SuspendAsync(xb, Duty);
        await Acts(xb).ConfirmAsync(Confirm(), Key(Lead), Lead, Cancellation);
        await xb.FileAsync("XA");
        await xa.FileAsync("XB");

        await Eventually.Async(
            async () => await xa.CountAsync("peer where country = 'XB' and refusal = 'PEER_SUSPENDED'") == 1, Deadlines.OverSockets, Cancellation);
        await Eventually.Async(
            () => xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == "PEER_REFUSES"),
            Deadlines.OverSockets,
            Cancellation);
        var shown = (await xb.Get<Node.Peers.PeerViews>().AllAsync(Cancellation)).Peers.Single(peer => peer.Country == "XA").Suspension;
        Assert.Equal(1, shown.WaitingCount);
        Assert.Equal($"nodes/xb/people/{Lead.PersonId}", shown.Confirmer.Person);
        var refusing = (await xa.Get<Node.Peers.PeerViews>().AllAsync(Cancellation)).Peers.Single(peer => peer.Country == "XB");
        Assert.Equal((PeerReachability.Refusing, "PEER_SUSPENDED"), (refusing.Reachability, refusing.Trouble));
        Assert.Equal(0, await xb.CountAsync("inbox"));
        Assert.Equal(0, await xa.CountAsync("inbox"));

        Assert.NotNull((await Acts(xb).ResumeAsync(Resume(), Key(Duty), Duty, Cancellation)).Suspension.ResumeProposer);
        Assert.Equal(0, await xa.CountAsync("inbox"));
        Assert.Null((await Acts(xb).ResumeAsync(Resume(), Key(Lead), Lead, Cancellation)).Suspension);
        await xa.UntilCountAsync("board", 2);
        await xb.UntilCountAsync("board", 2);
        Assert.Contains(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "PEER_RESUMED");
    }

    [Fact]
    public async Task A_suspension_by_one_person_lapses_by_the_store_s_clock_and_the_desk_is_told()
    {
        var time = new ShiftedTime();
        await using var xb = await PeersNode.StartAsync(lab, "XB", services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        using var xa = new RawPeer(lab);
        await SuspendAsync(xb, Duty);
        time.Offset = TimeSpan.FromHours(3.9);
        await Eventually.Async(
            async () => await RawPeer.RefusalAsync(() => xa.HelloAsync()) == (StatusCode.Unavailable, "PEER_SUSPENDED"),
            Deadlines.OverSockets,
            Cancellation);

        time.Offset = TimeSpan.FromHours(4.1);
        await Eventually.Async(
            () => xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == "PEER_SUSPENSION_LAPSED"),
            Deadlines.OverSockets,
            Cancellation);
        await Eventually.Async(
            async () =>
            {
                try
                {
                    await xa.HelloAsync();
                    return true;
                }
                catch (RpcException)
                {
                    return false;
                }
            },
            Deadlines.OverSockets,
            Cancellation);

        var again = await Assert.ThrowsAsync<RefusalException>(() => SuspendAsync(xb, Duty));
        Assert.Equal("FOUR_EYES_REQUIRED", again.Refusal.Reason);
        await SuspendAsync(xb, Lead);
    }

    [Fact]
    public async Task Only_another_person_confirms_and_no_program_does_any_of_it()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        Assert.Equal("HUMAN_ACT", (await Assert.ThrowsAsync<RefusalException>(() => SuspendAsync(xb, Program))).Refusal.Reason);
        await SuspendAsync(xb, Duty);
        var own = await Assert.ThrowsAsync<RefusalException>(() => Acts(xb).ConfirmAsync(Confirm(), Key(Duty), Duty, Cancellation));
        Assert.Equal("FOUR_EYES_REQUIRED", own.Refusal.Reason);
        var program = await Assert.ThrowsAsync<RefusalException>(() => Acts(xb).ConfirmAsync(Confirm(), Key(Program), Program, Cancellation));
        Assert.Equal("HUMAN_ACT", program.Refusal.Reason);
        var confirmed = (await Acts(xb).ConfirmAsync(Confirm(), Key(Lead), Lead, Cancellation)).Suspension;
        Assert.Null(confirmed.LapseTime);
    }

    [Fact]
    public async Task A_person_with_two_accounts_is_one_person_also_where_that_was_said_after_the_first_act()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await SuspendAsync(xb, Duty);
        // Since then it was confirmed that both accounts are one person's, who acts under the lead's id.
        var one = Lead with { Accounts = [Lead.PersonId, Duty.PersonId] };

        var own = await Assert.ThrowsAsync<RefusalException>(() => Acts(xb).ConfirmAsync(Confirm(), Key(one), one, Cancellation));
        Assert.Equal("FOUR_EYES_REQUIRED", own.Refusal.Reason);
        Assert.NotNull((await xb.Get<Node.Peers.PeerViews>().AllAsync(Cancellation)).Peers.Single(peer => peer.Country == "XA").Suspension.LapseTime);
    }

    [Fact]
    public async Task A_suspension_of_nobody_is_refused()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        foreach (var name in new[] { "nodes/xb/peers/xb", "nodes/xb/peers/xz", "XA", "" })
        {
            var request = Suspend();
            request.Name = name;
            var refused = await Assert.ThrowsAsync<RefusalException>(() => Acts(xb).SuspendAsync(request, Key(Duty), Duty, Cancellation));
            Assert.Equal("PEER_UNKNOWN", refused.Refusal.Reason);
        }
    }

    public void Dispose() => lab.Dispose();

    private static PeerActs Acts(PeersNode node) => node.Get<PeerActs>();

    private static async Task<PeerSuspension> SuspendAsync(PeersNode node, Caller caller) =>
        (await Acts(node).SuspendAsync(Suspend(), Key(caller), caller, Cancellation)).Suspension;

    private static SuspendPeerRequest Suspend() => new() { Name = Peer, Because = "It floods us." };

    private static ConfirmPeerSuspensionRequest Confirm() => new() { Name = Peer };

    private static ResumePeerRequest Resume() => new() { Name = Peer, Because = "It is over." };

    private static RequestKey Key(Caller caller) =>
        RequestKey.Of(caller.PersonId.ToString("N"), "test", Guid.NewGuid().ToString(), new SuspendPeerRequest());

    /// <summary>The real clock, so far ahead as a test says.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private long offset;

        public TimeSpan Offset
        {
            set => Volatile.Write(ref offset, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref offset));
    }
}
