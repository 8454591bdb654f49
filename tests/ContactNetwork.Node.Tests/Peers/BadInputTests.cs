using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>Everything wrong that can come in by the peers' port: told with its reason, logged, and without effect.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private readonly RawPeer xa;
    private PeersNode xb = null!;

    public BadInputTests() => xa = new RawPeer(lab);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => xb = await PeersNode.StartAsync(lab, "XB");

    public async ValueTask DisposeAsync()
    {
        xa.Dispose();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_right_dispatch_is_stored_and_receipted()
    {
        var written = xa.Next();
        var receipt = await xa.DeliverOneAsync(written);
        Assert.Equal((Outcome.Stored, written.Dispatch.Digest.Bytes), (receipt.Outcome, receipt.Digest));
        Assert.Equal(1, await xb.CountAsync("inbox"));
    }

    [Fact]
    public async Task A_replayed_dispatch_is_a_duplicate_with_the_first_receipt()
    {
        var dispatch = xa.Next().Dispatch.ToMessage();
        var first = (await xa.CallAsync(dispatch)).Results[0].Receipt;
        var again = (await xa.CallAsync(dispatch)).Results[0];
        Assert.Equal(Outcome.Duplicate, xa.Read(again.Receipt).Outcome);
        Assert.Equal(first, again.FirstReceipt);
        Assert.Equal(1, await xb.CountAsync("inbox"));
        Assert.Single(xb.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>());
    }

    public static TheoryData<string, ReceiptReason, Outcome> Altered => new()
    {
        { "payload", ReceiptReason.SignatureInvalid, Outcome.Refused },
        { "body", ReceiptReason.CommitmentMismatch, Outcome.Refused },
        { "salt", ReceiptReason.CommitmentMismatch, Outcome.Refused },
        { "signature", ReceiptReason.SignatureInvalid, Outcome.Refused },
        { "type", ReceiptReason.WrongPayloadType, Outcome.Refused },
        { "key", ReceiptReason.KeyUnknown, Outcome.NotNow },
        { "signatures", ReceiptReason.Malformed, Outcome.Refused },
        { "content", ReceiptReason.Malformed, Outcome.Refused },
        { "network", ReceiptReason.WrongRealm, Outcome.Refused },
        { "realm", ReceiptReason.WrongRealm, Outcome.Refused },
        { "sender", ReceiptReason.WrongSender, Outcome.Refused },
        { "receiver", ReceiptReason.WrongReceiver, Outcome.Refused },
        { "purpose", ReceiptReason.Malformed, Outcome.Refused },
    };

    [Theory]
    [MemberData(nameof(Altered))]
    public async Task An_altered_dispatch_changes_nothing_and_the_right_one_is_taken_after(string what, ReceiptReason reason, Outcome outcome)
    {
        var right = xa.Next().Dispatch.ToMessage();
        var receipt = await xa.DeliverOneAsync(Alter(right.Clone(), what));
        Assert.Equal((outcome, reason), (receipt.Outcome, receipt.Reason));
        await AssertNothingStoredAsync();
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "DispatchNotTaken" && log.Level == LogLevel.Warning);
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(right)).Outcome);
    }

    [Fact]
    public async Task A_dispatch_out_of_order_is_answered_with_the_number_that_is_expected()
    {
        var (first, second, third) = (xa.Next(), xa.Next(), xa.Next());
        var gap = await xa.DeliverOneAsync(third);
        Assert.Equal((Outcome.NotNow, ReceiptReason.Gap, 1ul), (gap.Outcome, gap.Reason, gap.ExpectedSequence));
        await AssertNothingStoredAsync();

        // A batch out of order is taken as far as it is in order.
        var receipts = await xa.DeliverAsync(first.Dispatch.ToMessage(), third.Dispatch.ToMessage(), second.Dispatch.ToMessage());
        Assert.Equal([Outcome.Stored, Outcome.NotNow], receipts.Select(receipt => receipt.Outcome));
        Assert.Equal(2ul, receipts[1].ExpectedSequence);
        receipts = await xa.DeliverAsync(second.Dispatch.ToMessage(), third.Dispatch.ToMessage());
        Assert.All(receipts, receipt => Assert.Equal(Outcome.Stored, receipt.Outcome));
    }

    [Fact]
    public async Task A_forked_dispatch_stops_the_lane_and_calls_the_desk_and_other_lanes_go_on()
    {
        xb.Logs.Expect("the fork", log => log.Event.Name == "PeerForked");
        var before = xa.Chains.GetValueOrDefault(Lane.Urgent);
        await xa.DeliverOneAsync(xa.Next());
        var forked = await xa.DeliverOneAsync(xa.Write(Lane.Urgent, before.Next()));
        Assert.Equal((Outcome.Refused, ReceiptReason.Fork), (forked.Outcome, forked.Reason));
        Assert.Equal(1, await xb.CountAsync("inbox"));
        Assert.Equal(1, await xb.CountAsync("conflicting_dispatch"));
        Assert.Contains(
            xb.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "PEER_FORKED");

        // The lane has stopped; what it holds is still answered.
        var next = await xa.DeliverOneAsync(xa.Next());
        Assert.Equal((Outcome.Refused, ReceiptReason.Fork), (next.Outcome, next.Reason));
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next(Lane.Routine))).Outcome);

        // A new epoch opens it again.
        var opened = await xa.DeliverOneAsync(xa.Write(Lane.Urgent, new ChainPlace(2, 1, Digest.Zero)));
        Assert.Equal(Outcome.Stored, opened.Outcome);
        var old = await xa.DeliverOneAsync(xa.Write(Lane.Urgent, new ChainPlace(1, 9, Digest.Zero)));
        Assert.Equal((Outcome.Refused, ReceiptReason.OldEpoch), (old.Outcome, old.Reason));
    }

    [Fact]
    public async Task A_dispatch_that_follows_another_stops_the_lane()
    {
        xb.Logs.Expect("the broken chain", log => log.Event.Name == "PeerForked");
        await xa.DeliverOneAsync(xa.Next());
        var broken = await xa.DeliverOneAsync(xa.Write(Lane.Urgent, new ChainPlace(1, 2, Digest.Of("other"u8))));
        Assert.Equal((Outcome.Refused, ReceiptReason.ChainBroken), (broken.Outcome, broken.Reason));
        Assert.Equal("FORK", await xb.ScalarAsync<string>("select stop_reason from node.incoming_lane where lane = 1"));
    }

    [Fact]
    public async Task An_unknown_body_is_kept_and_shown_and_the_lane_goes_on()
    {
        var later = ByteString.CopyFrom(0xEA, 0x3F, 1, 7);
        var receipt = await xa.DeliverOneAsync(xa.Next(change: draft => draft with { Content = DispatchContent.Of(later) }));
        Assert.Equal((Outcome.NotUnderstood, ReceiptReason.BodyUnknown), (receipt.Outcome, receipt.Reason));
        Assert.Equal(1, await xb.CountAsync("inbox where content is not null"));
        Assert.Contains(
            xb.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "DISPATCH_NOT_UNDERSTOOD");
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next())).Outcome);
    }

    [Fact]
    public async Task A_missing_feature_is_named_and_nothing_is_done()
    {
        var receipt = await xa.DeliverOneAsync(xa.Next(change: draft => draft with { MustUnderstand = ["preservations", "seals"] }));
        Assert.Equal((Outcome.NotUnderstood, ReceiptReason.FeatureMissing), (receipt.Outcome, receipt.Reason));
        Assert.Equal(["seals"], receipt.MissingFeatures);
        Assert.Equal(0, await xb.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Contains(
            xb.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "DISPATCH_NOT_UNDERSTOOD");
    }

    [Fact]
    public async Task Unknown_fields_are_kept_with_their_bytes()
    {
        var unknown = new byte[] { 0xEA, 0x3F, 1, 7 };
        var body = ByteString.CopyFrom([.. RawPeer.Request().ToByteArray(), .. unknown]);
        var written = xa.Next(change: draft => draft with { Content = DispatchContent.Of(body) });
        var dispatch = written.Dispatch.ToMessage();
        var payload = ByteString.CopyFrom([.. dispatch.Skeleton.Payload.ToByteArray(), .. unknown]);
        dispatch.Skeleton = EnvelopeSigner.Sign(PayloadType.Dispatch, payload, xa.Current.SigningKey);
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(dispatch)).Outcome);
        var kept = Envelope.Parser.ParseFrom(await xb.ScalarAsync<byte[]>("select envelope from node.inbox"));
        Assert.Equal(payload, kept.Payload);

        // So is what the body holds beyond what is known here: the sender gets the very bytes back.
        var back = Assert.Single((await xa.RecoverAsync()).Dispatches).Dispatch;
        Assert.Equal((dispatch.Body.Salt, body), (back.Body.Salt, back.Body.Body));
        Assert.EndsWith(Convert.ToHexString(unknown), Convert.ToHexString(back.Body.Body.Span), StringComparison.Ordinal);
        Assert.Equal(dispatch.Skeleton, back.Skeleton);
    }

    [Fact]
    public async Task Erased_and_malformed_bodies_are_refused_and_use_up_their_number()
    {
        var erased = xa.Next();
        var receipt = await xa.DeliverOneAsync(new Dispatch { Skeleton = erased.Dispatch.Skeleton, Erased = new Erased() });
        Assert.Equal((Outcome.Refused, ReceiptReason.BodyErased), (receipt.Outcome, receipt.Reason));
        receipt = await xa.DeliverOneAsync(
            xa.Next(change: draft => draft with { Content = DispatchContent.Of(ByteString.CopyFrom(255)) }));
        Assert.Equal((Outcome.Refused, ReceiptReason.BodyInvalid), (receipt.Outcome, receipt.Reason));
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next())).Outcome);
    }

    [Fact]
    public async Task A_message_in_two_lanes_is_processed_once()
    {
        var first = xa.Next(Lane.Routine);
        await xa.DeliverOneAsync(first);
        var again = xa.Next(Lane.Urgent, _ => first.Draft with
        {
            Address = first.Draft.Address with { Lane = Lane.Urgent },
            Place = xa.Chains.GetValueOrDefault(Lane.Urgent).Next(),
        });
        var result = (await xa.CallAsync(again.Dispatch.ToMessage())).Results[0];
        Assert.Equal(Outcome.Duplicate, xa.Read(result.Receipt).Outcome);
        Assert.Equal(Lane.Routine, xa.Read(result.FirstReceipt).Lane);
        Assert.Equal(1, await xb.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next(Lane.Urgent))).Outcome);
    }

    [Fact]
    public async Task A_message_id_with_another_content_is_refused()
    {
        var first = xa.Next();
        await xa.DeliverOneAsync(first);
        var other = await xa.DeliverOneAsync(xa.Next(change: draft => draft with { MessageId = first.Draft.MessageId }));
        Assert.Equal((Outcome.Refused, ReceiptReason.MessageIdReused), (other.Outcome, other.Reason));
        Assert.Equal(1, await xb.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task A_batch_of_sixty_four_is_taken_and_one_of_sixty_five_refused()
    {
        var batch = Enumerable.Range(0, DispatchLimits.BatchCountMax + 1).Select(_ => xa.Next().Dispatch.ToMessage()).ToArray();
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), await RawPeer.RefusalAsync(() => xa.CallAsync(batch)));
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), await RawPeer.RefusalAsync(() => xa.CallAsync()));
        await AssertNothingStoredAsync();
        var receipts = await xa.DeliverAsync(batch[..^1]);
        Assert.Equal(DispatchLimits.BatchCountMax, receipts.Count(receipt => receipt.Outcome == Outcome.Stored));
    }

    [Fact]
    public async Task Oversized_messages_and_mixed_lanes_are_refused()
    {
        var large = Enumerable.Range(0, 3).Select(_ => xa.Write(
            Lane.Bulk,
            new ChainPlace(1, 1, Digest.Zero),
            draft => draft with { Content = DispatchContent.Of(ByteString.CopyFrom(new byte[343 * 1024])) }).Dispatch.ToMessage()).ToArray();
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), await RawPeer.RefusalAsync(() => xa.CallAsync(large)));
        var mixed = new[] { xa.Next().Dispatch.ToMessage(), xa.Next(Lane.Bulk).Dispatch.ToMessage() };
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), await RawPeer.RefusalAsync(() => xa.CallAsync(mixed)));
        await AssertNothingStoredAsync();
    }

    [Theory]
    [InlineData(MemberState.Suspended, StatusCode.Unavailable, "MEMBER_SUSPENDED")]
    [InlineData(MemberState.Withdrawn, StatusCode.PermissionDenied, "MEMBER_WITHDRAWN")]
    public async Task A_member_that_may_not_take_part_is_told_so_on_every_call(MemberState state, StatusCode code, string reason)
    {
        await xa.DeliverOneAsync(xa.Next());
        var next = TrustDocuments.Next(xa.Trust.Rosters.Current!, TestLab.Now, TimeSpan.FromDays(30));
        next.Members.Single(member => member.Country == "XA").State = state;
        await xb.Get<Node.Peers.Trust.TrustStore>().OfferAsync([lab.Network.SignRoster(next)], [], "test", Cancellation);
        await Eventually.Async(
            async () => (await RawPeer.RefusalAsync(() => xa.HelloAsync())).Reason == reason, Deadlines.OverSockets, Cancellation);
        Assert.Equal((code, reason), await RawPeer.RefusalAsync(() => xa.CallAsync(xa.Next().Dispatch.ToMessage())));
        Assert.Equal(1, await xb.CountAsync("inbox"));
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "PeerCallRefused");
    }

    [Fact]
    public async Task A_picture_of_another_network_realm_or_country_is_refused()
    {
        Assert.Equal(
            (StatusCode.FailedPrecondition, "WRONG_REALM"),
            await RawPeer.RefusalAsync(() => xa.HelloAsync(request => request.Picture.NetworkId = "other")));
        Assert.Equal(
            (StatusCode.FailedPrecondition, "WRONG_REALM"),
            await RawPeer.RefusalAsync(() => xa.HelloAsync(request => request.Picture.Realm = Realm.Exercise)));
        Assert.Equal(
            (StatusCode.InvalidArgument, "MALFORMED_REQUEST"),
            await RawPeer.RefusalAsync(() => xa.HelloAsync(request => request.Picture.Country = "XC")));
        Assert.Equal(
            (StatusCode.InvalidArgument, "MALFORMED_REQUEST"),
            await RawPeer.RefusalAsync(() => xa.HelloAsync(request => request.Picture = null)));
    }

    private async Task AssertNothingStoredAsync()
    {
        Assert.Equal(0, await xb.CountAsync("inbox"));
        Assert.Equal(0, await xb.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Empty(xb.Desk.Orders);
        Assert.Equal(0, await xb.CountAsync("incoming_lane where sequence > 0 or stop_reason is not null"));
    }

    private Dispatch Alter(Dispatch dispatch, string what)
    {
        switch (what)
        {
            case "payload":
                dispatch.Skeleton.Payload = Flip(dispatch.Skeleton.Payload);
                break;
            case "body":
                dispatch.Body.Body = Flip(dispatch.Body.Body);
                break;
            case "salt":
                dispatch.Body.Salt = Flip(dispatch.Body.Salt);
                break;
            case "signature":
                dispatch.Skeleton.Signatures[0].Signature_ = Flip(dispatch.Skeleton.Signatures[0].Signature_);
                break;
            case "signatures":
                dispatch.Skeleton.Signatures.Clear();
                break;
            case "content":
                dispatch.ClearContent();
                break;
            case "type":
                dispatch.Skeleton = EnvelopeSigner.Sign(PayloadType.Receipt, dispatch.Skeleton.Payload, xa.Current.SigningKey);
                break;
            case "key":
                dispatch.Skeleton = EnvelopeSigner.Sign(
                    PayloadType.Dispatch, dispatch.Skeleton.Payload, lab.Network.Countries["XC"].Node.SigningKey);
                break;
            default:
                Rewrite(dispatch, what);
                break;
        }

        return dispatch;
    }

    private void Rewrite(Dispatch dispatch, string what)
    {
        var skeleton = DispatchSkeleton.Parser.ParseFrom(dispatch.Skeleton.Payload);
        switch (what)
        {
            case "network":
                skeleton.NetworkId = "other";
                break;
            case "realm":
                skeleton.Realm = Realm.Exercise;
                break;
            case "sender":
                skeleton.SenderCountry = "XC";
                break;
            case "receiver":
                skeleton.ReceiverCountry = "XC";
                break;
            case "purpose":
                skeleton.Purpose = Purpose.Unspecified;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "No such alteration.");
        }

        dispatch.Skeleton = EnvelopeSigner.Sign(PayloadType.Dispatch, skeleton, xa.Current.SigningKey);
    }

    private static ByteString Flip(ByteString bytes)
    {
        var flipped = bytes.ToByteArray();
        flipped[^1] ^= 1;
        return ByteString.CopyFrom(flipped);
    }
}
