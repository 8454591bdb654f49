using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Inbound;
using ContactNetwork.Testing;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A peer that sends more than its share waits; nobody else does, and what is urgent never.</summary>
public sealed class IngressTests : IAsyncLifetime
{
    private const int Burst = 3;

    private readonly TestLab lab = new();
    private readonly RawPeer xa;
    private PeersNode xb = null!;

    public IngressTests() => xa = new RawPeer(lab);

    public async ValueTask InitializeAsync() => xb = await PeersNode.StartAsync(lab, "XB", services =>
        // So little comes anew that a slow machine makes no difference.
        services.AddSingleton(new IngressLimits(PerSecond: 0.001, Burst, WaitMax: TimeSpan.FromSeconds(1)) { TurnAwaited = TimeSpan.FromMilliseconds(200) }));

    public async ValueTask DisposeAsync()
    {
        xa.Dispose();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_peer_over_its_budget_is_told_when_to_come_again_and_what_is_urgent_is_stored()
    {
        for (var index = 0; index < Burst; index++)
            Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next(index % 2 == 0 ? Lane.Routine : Lane.Bulk))).Outcome);

        var routine = xa.Next(Lane.Routine);
        AssertOverloaded(await xa.DeliverOneAsync(routine), routine);
        var bulk = xa.Next(Lane.Bulk);
        AssertOverloaded(await xa.DeliverOneAsync(bulk), bulk);
        Assert.Equal(Burst, await xb.CountAsync("inbox"));

        var urgent = Enumerable.Range(0, 2 * Burst).Select(_ => xa.Next(Lane.Urgent).Dispatch.ToMessage()).ToArray();
        Assert.All(await xa.DeliverAsync(urgent), receipt => Assert.Equal(Outcome.Stored, receipt.Outcome));
        using var xc = new RawPeer(lab, "XC");
        Assert.Equal(Outcome.Stored, (await xc.DeliverOneAsync(xc.Next(Lane.Routine))).Outcome);
        Assert.Equal(3 * Burst + 1, await xb.CountAsync("inbox"));
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "DispatchNotTaken");
    }

    [Fact]
    public async Task A_batch_over_the_budget_is_answered_by_its_first_and_nothing_of_it_is_stored()
    {
        for (var index = 0; index < Burst; index++)
            await xa.DeliverOneAsync(xa.Next(Lane.Routine));
        var (first, second) = (xa.Next(Lane.Routine), xa.Next(Lane.Routine));

        AssertOverloaded(Assert.Single(await xa.DeliverAsync(first.Dispatch.ToMessage(), second.Dispatch.ToMessage())), first);
        Assert.Equal(Burst, await xb.CountAsync("inbox"));
    }

    [Fact]
    public async Task A_delivery_that_comes_while_an_earlier_one_of_its_lane_is_being_stored_is_told_so_and_comes_again()
    {
        using var stored = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        xb.Room.Fault = _ =>
        {
            begun.Release();
            stored.Wait(Deadlines.InProcess, TestContext.Current.CancellationToken);
            return null;
        };
        var (first, second) = (xa.Next(), xa.Next());
        var under = xa.DeliverOneAsync(first);
        Assert.True(await begun.WaitAsync(Deadlines.OverSockets, TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<RpcException>(() => xa.DeliverOneAsync(second));
        stored.Set();

        var status = refused.GetRpcStatus()!;
        Assert.Equal((StatusCode.Unavailable, "CALL_UNDER_WAY"), (refused.StatusCode, status.GetDetail<ErrorInfo>()!.Reason));
        Assert.NotNull(status.GetDetail<RetryInfo>());
        Assert.Equal(Outcome.Stored, (await under).Outcome);
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(second)).Outcome);
        Assert.Equal(2, await xb.CountAsync("inbox"));
    }

    private static void AssertOverloaded(Receipt receipt, Written written)
    {
        Assert.Equal((Outcome.NotNow, ReceiptReason.Overloaded), (receipt.Outcome, receipt.Reason));
        Assert.Equal(written.Dispatch.Digest.Bytes, receipt.Digest);
        Assert.True(receipt.RetryDelay.Seconds > 0);
    }
}
