using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.V1;
using ContactNetwork.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What is stored though this node's own code fails.</summary>
public sealed class UnprocessedTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private readonly RawPeer xa;
    private PeersNode xb = null!;

    public UnprocessedTests() => xa = new RawPeer(lab);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => xb = await PeersNode.StartAsync(lab, "XB");

    public async ValueTask DisposeAsync()
    {
        xa.Dispose();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_dispatch_that_the_room_fails_at_is_stored_the_desk_called_and_the_lane_goes_on()
    {
        ExpectUnprocessed();
        var (good, bad, later) = (xa.Next(), xa.Next(), xa.Next());
        xb.Room.Fault = dispatch => dispatch.MessageId == bad.Draft.MessageId ? new InvalidOperationException("a defect") : null;
        var receipts = await xa.DeliverAsync(good.Dispatch.ToMessage(), bad.Dispatch.ToMessage(), later.Dispatch.ToMessage());
        Assert.Equal([Outcome.Stored, Outcome.StoredUnprocessed, Outcome.Stored], receipts.Select(receipt => receipt.Outcome));
        Assert.Equal(ReceiptReason.ProcessingFailed, receipts[1].Reason);
        Assert.Equal(2, await xb.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(3, await xb.CountAsync("inbox where content is not null"));
        var call = Assert.Single(
            xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "DISPATCH_UNPROCESSED");
        Assert.Equal((bad.Draft.MessageId, Domain.Urgency.Emergency), (call.Subject.Id, call.Urgency));
    }

    [Fact]
    public async Task It_is_processed_later_and_the_late_outcome_is_told_until_it_is_confirmed()
    {
        ExpectUnprocessed();
        var written = xa.Next();
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        Assert.Equal(Outcome.StoredUnprocessed, (await xa.DeliverOneAsync(written)).Outcome);
        Assert.Empty((await xa.HelloAsync()).LateReceipts);

        xb.Room.Fault = null;
        await xb.UntilCountAsync("inbox_unprocessed where late_receipt is not null", 1);
        Assert.Equal(1, await xb.ScalarAsync<long>("select count(*) from node.board"));
        for (var i = 0; i < 2; i++)
        {
            var late = xa.Read(Assert.Single((await xa.HelloAsync()).LateReceipts));
            Assert.Equal((Outcome.Stored, written.Dispatch.Digest.Bytes), (late.Outcome, late.Digest));
        }

        var id = Federation.Dispatches.MessageIds.ToBytes(written.Draft.MessageId);
        Assert.Empty((await xa.HelloAsync(request => request.ConfirmedLateReceipts.Add(id))).LateReceipts);
        Assert.Equal(0, await xb.CountAsync("inbox_unprocessed"));
    }

    [Fact]
    public async Task Even_with_the_desk_s_code_failing_it_is_stored_and_the_desk_called_as_soon_as_it_can_be()
    {
        ExpectUnprocessed();
        xb.Logs.Expect("the desk's failure", log => log.Event.Name == "NoticesNotRelayed");
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        xb.Desk.Fault = new InvalidOperationException("a defect of the desk");
        Assert.Equal(Outcome.StoredUnprocessed, (await xa.DeliverOneAsync(xa.Next())).Outcome);
        Assert.Equal(1, await xb.CountAsync("peer_notice"));
        await Eventually.Async(
            () => xb.Get<Node.Operations.Alarms>().Raised.Contains("PEER_NOTICES_WAITING"), Deadlines.OverSockets, Cancellation);

        xb.Desk.Fault = null;
        await xb.UntilCountAsync("peer_notice", 0);
        Assert.Contains(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "DISPATCH_UNPROCESSED");
    }

    [Fact]
    public async Task What_is_stored_and_waits_can_be_read_by_nobody_without_its_key()
    {
        ExpectUnprocessed();
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        await xa.DeliverOneAsync(xa.Next());
        var content = await xb.ScalarAsync<byte[]>("select content from node.inbox");
        Assert.DoesNotContain("Facts", System.Text.Encoding.UTF8.GetString(content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_takes_too_long_again_and_again_does_not_hold_up_those_that_wait_with_it()
    {
        ExpectUnprocessed();
        var (slow, good) = (xa.Next(), xa.Next());
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        await xa.DeliverAsync(slow.Dispatch.ToMessage(), good.Dispatch.ToMessage());
        xb.Room.Fault = dispatch => dispatch.MessageId == slow.Draft.MessageId ? new TimeoutException("too slow") : null;

        await xb.UntilCountAsync("inbox_unprocessed where late_receipt is not null", 1);
        await xb.UntilCountAsync("inbox_unprocessed where late_receipt is null and attempts > 0 and last_error = 'FAULT_TimeoutException'", 1);
        Assert.Equal(1, await xb.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(0, await xb.CountAsync("inbox_unprocessed where next_try <= clock_timestamp() and late_receipt is null"));
    }

    [Fact]
    public async Task A_notice_that_takes_too_long_does_not_hold_up_the_others()
    {
        ExpectUnprocessed();
        xb.Logs.Expect("the desk's slowness", log => log.Event.Name == "NoticesNotRelayed");
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        xb.Desk.Fault = new InvalidOperationException("a defect of the desk");
        var (slow, good) = (xa.Next(), xa.Next());
        await xa.DeliverAsync(slow.Dispatch.ToMessage(), good.Dispatch.ToMessage());
        Assert.Equal(2, await xb.CountAsync("peer_notice"));

        xb.Desk.SlowAt = slow.Draft.MessageId;
        xb.Desk.Fault = null;
        await xb.UntilCountAsync("peer_notice", 1);
        Assert.Equal(slow.Draft.MessageId, await xb.ScalarAsync<Guid>("select subject from node.peer_notice"));
        xb.Desk.SlowAt = null;
        await xb.UntilCountAsync("peer_notice", 0);
    }

    [Fact]
    public async Task A_notice_is_paged_again_in_time_though_the_store_s_clock_was_set_back_after_the_last_page()
    {
        ExpectUnprocessed();
        xb.Logs.Expect("the desk's failure", log => log.Event.Name == "NoticesNotRelayed");
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        xb.Desk.Fault = new InvalidOperationException("a defect of the desk");
        await xa.DeliverOneAsync(xa.Next());
        await xb.UntilCountAsync("peer_notice where page_key is null and next_page > clock_timestamp() + interval '4 minutes'", 1);
        var paged = Assert.Single(xb.Desk.PlainPages);

        // A day ago by the clock as it stands now; a routine matter also waits for other pages, which must not be its own.
        await xb.ExecuteAsync($"update node.peer_notice set next_page = next_page + interval '1 day', urgency = {(int)Domain.Urgency.Routine}");

        await Eventually.Async(() => xb.Desk.PlainPages.Count > 1, Deadlines.OverSockets, Cancellation, "the desk is paged again");
        Assert.NotEqual(paged.Key, xb.Desk.PlainPages.Last().Key);
        // And then it rests as ever.
        await xb.UntilCountAsync("peer_notice where page_key is null and next_page between clock_timestamp() and clock_timestamp() + interval '5 minutes'", 1);
    }

    [Fact]
    public async Task What_is_stored_unprocessed_is_tried_in_time_though_the_store_s_clock_was_set_back_after_the_last_try()
    {
        ExpectUnprocessed();
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        await xa.DeliverOneAsync(xa.Next());
        await xb.UntilCountAsync("inbox_unprocessed where attempts > 0", 1);
        await xb.ExecuteAsync("update node.inbox_unprocessed set next_try = next_try + interval '1 day'");

        xb.Room.Fault = null;
        await xb.UntilCountAsync("inbox_unprocessed where late_receipt is not null", 1);
    }

    private void ExpectUnprocessed() => xb.Logs.Expect("the stored dispatch", log => log.Event.Name == "DispatchUnprocessed");
}
