using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Tests.Dispatches;

public sealed class ReceiptTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot sender;
    private readonly TrustSnapshot receiver;
    private readonly WrittenDispatch written;
    private readonly SentDispatch sent;

    public ReceiptTests()
    {
        (sender, receiver) = (network.SnapshotFor("XA"), network.SnapshotFor("XB"));
        DispatchDraft draft = TestDispatches.Draft();
        written = TestDispatches.Write(network, draft);
        sent = new SentDispatch(draft.MessageId, written.Digest, TestDispatches.Address, 1, 1);
    }

    [Fact]
    public void A_right_receipt_is_believed()
    {
        var good = Assert.IsType<ReceiptCheck.Good>(Check(Receipt()));
        Assert.Equal(Outcome.Stored, good.Receipt.Outcome);
        Assert.Equal(network.Countries["XB"].Node.SigningKey.Public.KeyId, good.SigningKeyId);
    }

    public static TheoryData<string, Action<Receipt>> OtherDispatches => new()
    {
        { "message id", receipt => receipt.MessageId = MessageIds.ToBytes(Guid.CreateVersion7(TestNetwork.Now)) },
        { "digest", receipt => receipt.Digest = Digest.Of("other"u8).Bytes },
        { "network", receipt => receipt.NetworkId = "other" },
        { "realm", receipt => receipt.Realm = Realm.Exercise },
        { "sender", receipt => receipt.SenderCountry = "XC" },
        { "receiver", receipt => receipt.ReceiverCountry = "XC" },
        { "lane", receipt => receipt.Lane = Lane.Routine },
        { "epoch", receipt => receipt.Epoch = 2 },
        { "number", receipt => receipt.Sequence = 2 },
    };

    [Theory]
    [MemberData(nameof(OtherDispatches), DisableDiscoveryEnumeration = true)]
    public void A_receipt_for_another_dispatch_is_not_believed(string what, Action<Receipt> change)
    {
        Receipt receipt = Receipt();
        change(receipt);
        var bad = Assert.IsType<ReceiptCheck.Bad>(Check(receipt));
        Assert.True(bad.Fault == ReceiptFault.OtherDispatch, what);
    }

    [Fact]
    public void A_receipt_that_another_country_signed_is_not_believed()
    {
        Envelope signed = Receipts.Sign(Receipt(), network.Countries["XC"].Node.SigningKey);
        Assert.Equal(ReceiptFault.NotSigned, FaultOf(Receipts.Check(signed, sent, sender.FindMember("XB")!, TestNetwork.Now)));
        Assert.Equal(ReceiptFault.NotSigned, FaultOf(Receipts.Check(null, sent, sender.FindMember("XB")!, TestNetwork.Now)));
    }

    [Fact]
    public void An_earlier_receipt_counts_again_once_the_present_key_vouches_for_it()
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        FoundedCountry country = network.Countries["XB"];
        KeySet next = TrustDocuments.Next(receiver.Own!.Keys!, TestNetwork.Now);
        next.SigningKeys[0].State = KeyState.Withdrawn;
        next.SigningKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, TestNetwork.Now.AddHours(-1), TestNetwork.Now.AddDays(1)));
        Envelope keySet = TrustDocuments.Sign(next, country.CountryKey);
        TrustedMember now = TestNetwork.Accepted(sender.OfferKeySet(keySet)).FindMember("XB")!;
        TrustedMember own = TestNetwork.Accepted(receiver.OfferKeySet(keySet)).Own!;
        Envelope earlier = Receipts.Sign(Receipt(), country.Node.SigningKey);
        Assert.IsType<ReceiptCheck.Bad>(Receipts.CheckEarlier(earlier, [sent], now));
        Assert.IsType<ReceiptCheck.Good>(Receipts.CheckBadNews(earlier, [sent], now));

        Envelope renewed = Receipts.Renew(earlier, own, fresh);
        var good = Assert.IsType<ReceiptCheck.Good>(Receipts.CheckEarlier(renewed, [sent], now));
        Assert.Equal((fresh.Public.KeyId, earlier.Payload), (good.SigningKeyId, renewed.Payload));
        Assert.Same(renewed, Receipts.Renew(renewed, own, fresh));

        // Whoever can write our log gets no signature of ours for it.
        Envelope strange = Receipts.Sign(Receipt(), network.Countries["XC"].Node.SigningKey);
        Assert.Same(strange, Receipts.Renew(strange, own, fresh));
    }

    [Fact]
    public void A_receipt_without_outcome_or_time_is_not_believed()
    {
        Receipt receipt = Receipt();
        receipt.Outcome = Outcome.Unspecified;
        Assert.Equal(ReceiptFault.Malformed, FaultOf(Check(receipt)));
        receipt = Receipt();
        receipt.ReceiveTime = null;
        Assert.Equal(ReceiptFault.Malformed, FaultOf(Check(receipt)));
    }

    [Fact]
    public void The_first_receipt_of_a_duplicate_may_be_of_another_lane_and_an_older_key()
    {
        SentDispatch inOtherLane = sent with { Address = sent.Address with { Lane = Lane.Routine }, Digest = Digest.Of("r"u8), Sequence = 7 };
        Envelope first = Receipts.Sign(Receipt(), network.Countries["XB"].Node.SigningKey);
        Assert.IsType<ReceiptCheck.Bad>(Receipts.CheckEarlier(first, [inOtherLane], sender.FindMember("XB")!));

        KeySet next = TrustDocuments.Next(sender.FindMember("XB")!.Keys!, TestNetwork.Now);
        next.SigningKeys[0].State = KeyState.Tainted;
        TrustedMember member = TestNetwork.Accepted(
            sender.OfferKeySet(TrustDocuments.Sign(next, network.Countries["XB"].CountryKey))).FindMember("XB")!;
        Assert.IsType<ReceiptCheck.Good>(Receipts.CheckEarlier(first, [inOtherLane, sent], member));
        Assert.Equal(ReceiptFault.NotSigned, FaultOf(Receipts.Check(first, sent, member, TestNetwork.Now)));
    }

    [Fact]
    public void Something_else_is_no_receipt()
    {
        Assert.Null(Receipts.Peek(null));
        Assert.Null(Receipts.Peek(written.Skeleton));
        Assert.Null(Receipts.Peek(EnvelopeSigner.Sign(
            PayloadType.Receipt, ByteString.CopyFrom(255), network.Countries["XB"].Node.SigningKey)));
    }

    [Theory]
    [InlineData(Outcome.Stored, ReceiptReason.Unspecified, true)]
    [InlineData(Outcome.Duplicate, ReceiptReason.Unspecified, true)]
    [InlineData(Outcome.StoredUnprocessed, ReceiptReason.ProcessingFailed, true)]
    [InlineData(Outcome.NotUnderstood, ReceiptReason.BodyUnknown, true)]
    [InlineData(Outcome.NotUnderstood, ReceiptReason.FeatureMissing, true)]
    [InlineData(Outcome.Refused, ReceiptReason.CaseUnknown, true)]
    [InlineData(Outcome.Refused, ReceiptReason.BodyInvalid, true)]
    [InlineData(Outcome.Refused, ReceiptReason.SignatureInvalid, false)]
    [InlineData(Outcome.Refused, ReceiptReason.CommitmentMismatch, false)]
    [InlineData(Outcome.Refused, ReceiptReason.Fork, false)]
    [InlineData(Outcome.Refused, ReceiptReason.WrongRealm, false)]
    [InlineData(Outcome.NotNow, ReceiptReason.Gap, false)]
    [InlineData(Outcome.NotNow, ReceiptReason.Overloaded, false)]
    public void Only_what_is_provably_the_senders_uses_up_a_number(Outcome outcome, ReceiptReason reason, bool isConsumed) =>
        Assert.Equal(isConsumed, Outcomes.ConsumesNumber(outcome, reason));

    public void Dispose() => network.Dispose();

    private Receipt Receipt() => Receipts.Draft(
        receiver, "XA", DispatchClaims.Of(written.ToMessage()), Outcome.Stored, ReceiptReason.Unspecified, TestNetwork.Now);

    private ReceiptCheck Check(Receipt receipt) => Receipts.Check(
        Receipts.Sign(receipt, network.Countries["XB"].Node.SigningKey), sent, sender.FindMember("XB")!, TestNetwork.Now);

    private static ReceiptFault FaultOf(ReceiptCheck check) => Assert.IsType<ReceiptCheck.Bad>(check).Fault;
}
