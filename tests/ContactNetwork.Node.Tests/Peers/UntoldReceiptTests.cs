using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Testing;
using Grpc.Core;
using Xunit;
using Urgency = ContactNetwork.V1.Urgency;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>Receipts of which this node's own code fails to take note: told again, shown, and never sent for again.</summary>
public sealed class UntoldReceiptTests : IAsyncLifetime
{
    private const string Untold = "due where kind = 'deliver' and last_error = 'RECEIPT_NOT_RECORDED'";

    private readonly TestLab lab = new();
    private ScriptedPeer xb = null!;
    private PeersNode xa = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SwitchedOutbound Room => xa.Get<SwitchedOutbound>();

    public async ValueTask InitializeAsync()
    {
        xb = await ScriptedPeer.StartAsync(lab);
        xa = await PeersNode.StartAsync(lab, "XA", SwitchedOutbound.Add);
    }

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_receipt_that_its_room_fails_to_take_is_told_again_until_it_is_taken_and_nothing_is_sent_for_it()
    {
        Room.ReceiptFault = _ => new InvalidOperationException("a defect");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync($"{Untold} and attempts > 1 and park_time is null", 1);
        Assert.Equal(1, await xa.CountAsync("receipt"));

        Room.ReceiptFault = null;
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);

        await ReceivedAsync(1);
        Assert.Single(xb.Deliveries);
        Assert.Equal(1, await xa.CountAsync("receipt"));
        Assert.Empty(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
    }

    [Fact]
    public async Task A_receipt_that_its_room_never_takes_is_parked_the_desk_called_and_a_rebuild_tells_it_again()
    {
        xa.Logs.Expect("the receipt", log => log.Event.Name == "ReceiptNotRecorded");
        Guid? poison = null;
        Room.ReceiptFault = receipt => receipt.Stream == (poison ??= receipt.Stream) ? new InvalidOperationException("a defect") : null;
        await xa.FileAsync("XB");
        await ParkedAsync();
        var call = Assert.Single(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
        Assert.Equal(("RECEIPT_NOT_RECORDED", poison, "XB"), (call.Cause, call.Subject.Id, call.Subject.PeerCountry));
        await Eventually.Async(() => xa.Get<Alarms>().Raised.Contains("WORK_PARKED"), Deadlines.OverSockets, Cancellation);
        // The others go on.
        await xa.FileAsync("XB");
        await ReceivedAsync(1);

        // Too soon: parked again, and the desk is told again.
        await xa.Get<DueRebuild>().RunAsync(Cancellation);
        await xa.UntilCountAsync($"{Untold} and park_time is null", 1);
        await ParkedAsync();
        Assert.Equal(2, xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Count());

        Room.ReceiptFault = null;
        await xa.Get<DueRebuild>().RunAsync(Cancellation);
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);
        await ReceivedAsync(2);
        Assert.Equal(2, xb.Deliveries.Sum(delivery => delivery.Dispatches.Count));
    }

    [Fact]
    public async Task A_table_of_due_work_that_was_dropped_and_rebuilt_tells_what_is_answered_and_sends_nothing()
    {
        Room.ReceiptFault = _ => new InvalidOperationException("a defect");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync(Untold, 1);
        await xa.ExecuteAsync("delete from node.due");

        Room.ReceiptFault = null;
        await xa.Get<DueRebuild>().RunAsync(Cancellation);
        await ReceivedAsync(1);
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);
        Assert.Single(xb.Deliveries);
    }

    [Fact]
    public async Task A_receipt_is_told_again_while_its_lane_rests_because_the_peer_is_away()
    {
        Room.ReceiptFault = _ => new InvalidOperationException("a defect");
        await xa.FileAsync("XB", Urgency.Routine);
        await xa.UntilCountAsync(Untold, 1);
        xb.Answer = _ => throw new RpcException(new Status(StatusCode.Unavailable, "away"));
        await xa.FileAsync("XB", Urgency.Routine);
        await xa.UntilCountAsync("outgoing_lane where attempts > 0", 1);

        Room.ReceiptFault = null;
        await ReceivedAsync(1);
        Assert.Equal(1, await xa.CountAsync("outbox o join node.due d on d.key = replace(o.message_id::text, '-', '')"));
    }

    /// <summary>Until so many filings show that the other node has them.</summary>
    private Task ReceivedAsync(int count) => xa.UntilCountAsync("mt_events where type = 'preservation.delivered.v1'", count);

    private Task ParkedAsync() => Eventually.Async(
        async () =>
        {
            // The pauses between tries, shortened.
            await xa.ExecuteAsync($"update node.due set next_try = clock_timestamp() where last_error = 'RECEIPT_NOT_RECORDED' and park_time is null");
            return await xa.CountAsync($"{Untold} and park_time is not null") == 1;
        },
        Deadlines.OverSockets,
        Cancellation,
        "it is parked");
}
