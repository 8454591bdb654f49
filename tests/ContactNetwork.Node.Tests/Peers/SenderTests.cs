using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Testing;
using Grpc.Core;
using Xunit;
using Urgency = ContactNetwork.V1.Urgency;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A real sender against a receiver that answers as a test says, or against a real one.</summary>
public sealed class SenderTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_change_of_keys_the_same_payload_goes_out_with_one_signature_more()
    {
        await using var xb = await ScriptedPeer.StartAsync(lab);
        xb.Answer = request => new DeliverResponse
        {
            Results = { xb.Receipt(request.Dispatches[0], Outcome.NotNow, ReceiptReason.KeyUnknown, TimeSpan.FromSeconds(1)) },
        };
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await xa.FileAsync("XB");
        await Eventually.Async(() => !xb.Deliveries.IsEmpty, Deadlines.OverSockets, Cancellation, "it was sent");
        var before = Skeleton(xb.Deliveries.First());

        using var newKey = PrivateKey.Generate(EllipticCurve.P256);
        var file = Path.Combine(xa.TrustFolder, "signing.key");
        await File.WriteAllTextAsync(file + ".new", newKey.ToPem(), Cancellation);
        File.Move(file + ".new", file, overwrite: true);
        await Eventually.Async(
            () => Skeleton(xb.Deliveries.Last()).Signatures.Count == 2, Deadlines.OverSockets, Cancellation, "it was sent with two signatures");
        var after = Skeleton(xb.Deliveries.Last());
        xb.Answer = null;
        await xa.UntilCountAsync("receipt where outcome = 1", 1);

        Assert.Equal(before.Payload, after.Payload);
        Assert.Equal(before.Signatures[0], after.Signatures[0]);
        Assert.Equal(newKey.Public.KeyId, after.Signatures[1].KeyId);
        Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(after, PayloadType.Dispatch, [newKey.Public]));
        // What is kept is what was sent.
        Assert.Equal(
            Google.Protobuf.MessageExtensions.ToByteArray(after), await xa.ScalarAsync<byte[]>("select envelope from node.outbox"));
    }

    [Fact]
    public async Task A_batch_that_takes_too_long_is_halved_until_it_gets_through_and_grows_again()
    {
        const int Bearable = 2;
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        for (var count = 0; count < 8; count++)
            await xa.FileAsync("XB");
        await xa.UntilCountAsync("outbox", 8);
        await using var xb = await ScriptedPeer.StartAsync(lab);
        xb.Answer = request => request.Dispatches.Count <= Bearable
            ? xb.TakeAll(request)
            : throw new RpcException(new Status(StatusCode.DeadlineExceeded, "too slow"));

        await xa.UntilCountAsync("receipt where outcome = 1", 8);
        var sizes = xb.Deliveries.Select(delivery => delivery.Dispatches.Count).ToList();

        Assert.True(sizes[0] > Bearable);
        var steps = sizes.Zip(sizes.Skip(1)).ToList();
        Assert.All(steps.Where(step => step.First > Bearable), step => Assert.Equal(step.First / 2, step.Second));
        // Nothing was sent twice that was taken, and after a batch that was taken a larger one was dared again.
        Assert.Equal(8, sizes.Where(size => size <= Bearable).Sum());
        Assert.Contains(steps, step => step.First <= Bearable && step.Second > step.First);
    }

    [Fact]
    public async Task A_sender_that_is_told_to_come_again_calls_its_desk_once_and_comes_again()
    {
        await using var xb = await ScriptedPeer.StartAsync(lab);
        var refusals = 0;
        xb.Answer = request => Interlocked.Increment(ref refusals) > 2 ? xb.TakeAll(request) : new DeliverResponse
        {
            Results = { xb.Receipt(request.Dispatches[0], Outcome.NotNow, ReceiptReason.Overloaded, TimeSpan.FromSeconds(1)) },
        };
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await xa.FileAsync("XB", Urgency.Routine);

        await xa.UntilCountAsync("receipt where outcome = 1", 1);

        Assert.Equal(3, xb.Deliveries.Count);
        Assert.Single(xb.Deliveries.Select(delivery => Skeleton(delivery).Payload).Distinct());
        Assert.Single(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "PEER_REFUSES");
    }

    [Fact]
    public async Task A_first_refusal_by_a_key_that_was_withdrawn_since_does_not_become_a_success()
    {
        var former = lab.CredentialsOf("XB").SigningKey;
        lab.ReplaceSigningKey("XB");
        await using var xb = await ScriptedPeer.StartAsync(lab);
        xb.Answer = request =>
        {
            var answer = xb.Receipt(request.Dispatches[0], Outcome.Duplicate, ReceiptReason.Unspecified);
            var first = Receipts.Peek(answer.Receipt)!;
            (first.Outcome, first.Reason) = (Outcome.Refused, ReceiptReason.BodyInvalid);
            answer.FirstReceipt = Receipts.Sign(first, former);
            return new DeliverResponse { Results = { answer } };
        };
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync($"receipt where outcome = {(int)Outcome.Refused}", 1);
        Assert.Equal(0, await xa.CountAsync($"receipt where outcome = {(int)Outcome.Duplicate}"));
    }

    [Fact]
    public async Task What_becomes_more_urgent_is_offered_in_the_new_lane_under_its_message_id_and_counts_once()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await xa.FileAsync("XB", Urgency.Routine);
        await xa.UntilCountAsync("outbox where lane = 2", 1);
        // As when the case were urgent now: what it owes moves to the urgent lane.
        await xa.ExecuteAsync(
            "update node.due set lane = 1, urgency = 2, work_group = 'deliver/XB/1', next_try = clock_timestamp() where kind = 'deliver'");
        await xa.UntilCountAsync("outbox where lane = 1", 1);
        Assert.Equal(1, await xa.ScalarAsync<long>("select count(distinct (message_id, commitment)) from node.outbox"));

        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await xa.UntilCountAsync("receipt", 2);

        Assert.Equal(2, await xb.CountAsync("inbox"));
        Assert.Equal(1, await xb.CountAsync("board"));
        // A transaction that lost a race between the lanes has asked too; what it asked was not committed.
        Assert.Single(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Distinct());
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);
        Assert.Equal(1, await xa.CountAsync("board where stage = 2"));
    }

    [Fact]
    public async Task A_late_outcome_reaches_the_real_sender_and_is_confirmed()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        xb.Logs.Expect("the fault", log => log.Event.Name is "DispatchUnprocessed");
        xb.Room.Fault = _ => new InvalidOperationException("a defect");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt where outcome = 3", 1);
        Assert.Equal(0, await xb.CountAsync("board"));
        Assert.Contains(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "DISPATCH_RETURNED");

        xb.Room.Fault = null;
        await xb.UntilCountAsync("inbox_unprocessed where late_receipt is not null", 1);
        // The talks that nodes hold anyway, without the pause between them.
        await xa.Get<Talk>().HoldAsync("XB", Cancellation);
        await xa.UntilCountAsync("receipt where is_late and outcome = 1", 1);
        await xa.Get<Talk>().HoldAsync("XB", Cancellation);

        await xb.UntilCountAsync("inbox_unprocessed", 0);
        Assert.Equal(1, await xb.CountAsync("board"));
        Assert.Equal(1, await xa.CountAsync("board where stage = 2"));
    }

    public void Dispose() => lab.Dispose();

    private static Envelope Skeleton(DeliverRequest delivery) => delivery.Dispatches[0].Skeleton;
}
