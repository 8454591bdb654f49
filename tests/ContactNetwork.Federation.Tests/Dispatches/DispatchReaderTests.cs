using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Tests.Dispatches;

public sealed class DispatchReaderTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot trust;

    public DispatchReaderTests() => trust = network.SnapshotFor("XB");

    private PrivateKey Key => network.Countries["XA"].Node.SigningKey;

    [Fact]
    public void A_right_dispatch_is_sound_and_says_what_was_written()
    {
        DispatchDraft draft = TestDispatches.Draft();
        WrittenDispatch written = TestDispatches.Write(network, draft);
        var arrived = Assert.IsType<DispatchCheck.Sound>(Read(written.ToMessage())).Dispatch;
        Assert.Equal(draft.MessageId, arrived.MessageId);
        Assert.Equal(written.Digest, arrived.Digest);
        Assert.Equal(draft.Place, arrived.Place);
        Assert.Equal(draft.Content.Body, arrived.Body);
        Assert.Equal(Key.Public.KeyId, arrived.SigningKeyId);
        Assert.Equal(ReceiptReason.Unspecified, Bodies.Read(arrived.Body).Reason);
    }

    [Fact]
    public void Erased_content_leaves_the_rest_sound()
    {
        WrittenDispatch written = TestDispatches.Write(network);
        written = written with { Content = DispatchContent.Erased(written.Content.Commitment) };
        var arrived = Assert.IsType<DispatchCheck.Sound>(Read(written.ToMessage())).Dispatch;
        Assert.Equal(ReceiptReason.BodyErased, Bodies.Read(arrived.Body).Reason);
    }

    [Fact]
    public void The_same_body_never_has_the_same_commitment() => Assert.NotEqual(
        TestDispatches.Draft().Content.Commitment, TestDispatches.Draft().Content.Commitment);

    [Fact]
    public void An_altered_skeleton_body_or_salt_is_refused()
    {
        Dispatch dispatch = TestDispatches.Write(network).ToMessage();
        Assert.Equal(ReceiptReason.SignatureInvalid, ReasonOf(dispatch, d => d.Skeleton.Payload = Flip(d.Skeleton.Payload)));
        Assert.Equal(ReceiptReason.CommitmentMismatch, ReasonOf(dispatch, d => d.Body.Body = Flip(d.Body.Body)));
        Assert.Equal(ReceiptReason.CommitmentMismatch, ReasonOf(dispatch, d => d.Body.Salt = Flip(d.Body.Salt)));
        Assert.Equal(ReceiptReason.CommitmentMismatch, ReasonOf(dispatch, d => d.Body.Salt = ByteString.Empty));
        Assert.Equal(ReceiptReason.Malformed, ReasonOf(dispatch, d => d.ClearContent()));
        Assert.Equal(ReceiptReason.Malformed, ReasonOf(dispatch, d => d.Skeleton = null));
    }

    [Fact]
    public void A_byte_moved_from_salt_to_body_is_refused()
    {
        Dispatch dispatch = TestDispatches.Write(network).ToMessage();
        Assert.Equal(ReceiptReason.CommitmentMismatch, ReasonOf(dispatch, d =>
        {
            d.Body.Body = ByteString.CopyFrom([d.Body.Salt[^1], .. d.Body.Body.ToByteArray()]);
            d.Body.Salt = ByteString.CopyFrom(d.Body.Salt.Span[..^1]);
        }));
    }

    [Fact]
    public void A_key_that_is_not_the_senders_is_unknown()
    {
        DispatchDraft draft = TestDispatches.Draft();
        Dispatch dispatch = DispatchWriter.Write(draft, network.Countries["XC"].Node.SigningKey).ToMessage();
        Assert.Equal(ReceiptReason.KeyUnknown, ReasonOf(dispatch));
        Assert.Equal(Outcome.NotNow, Outcomes.OfUnsound(ReceiptReason.KeyUnknown));
    }

    [Fact]
    public void Another_network_realm_sender_or_receiver_is_refused()
    {
        Assert.Equal(ReceiptReason.WrongRealm, ReasonOf(Rewritten(s => s.NetworkId = "other")));
        Assert.Equal(ReceiptReason.WrongRealm, ReasonOf(Rewritten(s => s.Realm = Realm.Exercise)));
        Assert.Equal(ReceiptReason.WrongSender, ReasonOf(Rewritten(s => s.SenderCountry = "XC")));
        Assert.Equal(ReceiptReason.WrongReceiver, ReasonOf(Rewritten(s => s.ReceiverCountry = "XC")));
    }

    public static TheoryData<string, Action<DispatchSkeleton>> BrokenSkeletons => new()
    {
        { "a reference of two lines", skeleton => skeleton.CaseReference = "PR-XA-2026-000001-0\r\nCall" },
        { "a reference with NUL", skeleton => skeleton.CaseReference = "PR\0" },
        { "a feature with an escape", skeleton => skeleton.MustUnderstand.Add("a\u001b[2J") },
        { "no message id", skeleton => skeleton.MessageId = ByteString.Empty },
        { "a zero message id", skeleton => skeleton.MessageId = ByteString.CopyFrom(new byte[16]) },
        { "no purpose", skeleton => skeleton.Purpose = Purpose.Unspecified },
        { "an unknown purpose", skeleton => skeleton.Purpose = (Purpose)9 },
        { "no lane", skeleton => skeleton.Lane = Lane.Unspecified },
        { "an unknown lane", skeleton => skeleton.Lane = (Lane)9 },
        { "epoch 0", skeleton => skeleton.Epoch = 0 },
        { "number 0", skeleton => skeleton.Sequence = 0 },
        { "a number that can't be stored", skeleton => skeleton.Sequence = ulong.MaxValue },
        { "a short previous digest", skeleton => skeleton.PreviousDigest = ByteString.Empty },
        { "no write time", skeleton => skeleton.WriteTime = null },
        { "a write time out of range", skeleton => skeleton.WriteTime = new Timestamp { Seconds = long.MinValue } },
        { "too long a reference", skeleton => skeleton.CaseReference = new string('A', 33) },
        { "too many features", skeleton => skeleton.MustUnderstand.Add(Enumerable.Repeat("a", 17)) },
        { "an empty feature", skeleton => skeleton.MustUnderstand.Add("") },
        { "a short commitment", skeleton => skeleton.BodyCommitment = ByteString.Empty },
    };

    [Theory]
    [MemberData(nameof(BrokenSkeletons), DisableDiscoveryEnumeration = true)]
    public void A_malformed_skeleton_is_refused_though_rightly_signed(string rule, Action<DispatchSkeleton> spoil)
    {
        ReceiptReason reason = ReasonOf(Rewritten(spoil));
        Assert.True(reason == ReceiptReason.Malformed, $"{rule}: {reason}");
    }

    [Fact]
    public void Bytes_that_are_no_skeleton_are_malformed()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, ByteString.CopyFrom(255, 255, 255), Key);
        Assert.Equal(ReceiptReason.Malformed, ReasonOf(new Dispatch { Skeleton = envelope, Erased = new Erased() }));
        envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, ByteString.CopyFrom(new byte[DispatchLimits.SkeletonBytesMax + 1]), Key);
        Assert.Equal(ReceiptReason.Malformed, ReasonOf(new Dispatch { Skeleton = envelope, Erased = new Erased() }));
    }

    [Fact]
    public void A_receipt_is_no_dispatch()
    {
        Dispatch dispatch = TestDispatches.Write(network).ToMessage();
        dispatch.Skeleton = EnvelopeSigner.Sign(PayloadType.Receipt, dispatch.Skeleton.Payload, Key);
        Assert.Equal(ReceiptReason.WrongPayloadType, ReasonOf(dispatch));
    }

    [Fact]
    public void A_signature_added_later_leaves_the_digest()
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        WrittenDispatch written = TestDispatches.Write(network);
        EnvelopeSigner.AddSignature(written.Skeleton, PayloadType.Dispatch, fresh);
        var arrived = Assert.IsType<DispatchCheck.Sound>(Read(written.ToMessage())).Dispatch;
        Assert.Equal(written.Digest, arrived.Digest);
    }

    [Fact]
    public void Fields_and_bodies_of_a_later_protocol_are_kept_with_their_bytes()
    {
        ByteString later = ByteString.CopyFrom(0xEA, 0x3F, 1, 7); // field 1021, one byte
        Dispatch dispatch = TestDispatches.Write(network, TestDispatches.Draft() with { Content = DispatchContent.Of(later) }).ToMessage();
        var arrived = Assert.IsType<DispatchCheck.Sound>(Read(dispatch)).Dispatch;
        Assert.Equal(later, arrived.Body);
        Assert.Equal(ReceiptReason.BodyUnknown, Bodies.Read(later).Reason);

        ByteString payload = ByteString.CopyFrom([.. dispatch.Skeleton.Payload.ToByteArray(), .. later.ToByteArray()]);
        dispatch.Skeleton = EnvelopeSigner.Sign(PayloadType.Dispatch, payload, Key);
        arrived = Assert.IsType<DispatchCheck.Sound>(Read(dispatch)).Dispatch;
        Assert.Equal(payload, arrived.Skeleton.ToByteString());
    }

    [Fact]
    public void Bodies_that_can_t_be_read_are_told_apart()
    {
        Assert.Equal(ReceiptReason.BodyInvalid, Bodies.Read(ByteString.Empty).Reason);
        Assert.Equal(ReceiptReason.BodyInvalid, Bodies.Read(ByteString.CopyFrom(255)).Reason);
    }

    [Fact]
    public void Missing_features_are_named()
    {
        var skeleton = new DispatchSkeleton { MustUnderstand = { "old", "new", "new" } };
        Assert.Equal(["new"], Bodies.MissingFeatures(skeleton, new HashSet<string> { "old" }));
    }

    [Fact]
    public void What_is_over_a_limit_is_not_signed()
    {
        DispatchDraft draft = TestDispatches.Draft();
        Assert.Throws<ArgumentException>(() => DispatchContent.Of(ByteString.CopyFrom(new byte[DispatchLimits.BodyBytesMax + 1])));
        Assert.Throws<ArgumentException>(() => DispatchContent.Of(ByteString.Empty));
        Assert.Throws<ArgumentException>(() => DispatchWriter.Write(draft with { CaseReference = new string('A', 33) }, Key));
        Assert.Throws<ArgumentException>(() => DispatchWriter.Write(draft with { MustUnderstand = [""] }, Key));
    }

    public void Dispose() => network.Dispose();

    private DispatchCheck Read(Dispatch dispatch) =>
        DispatchReader.Read(dispatch, trust.FindMember("XA")!, trust, TestNetwork.Now);

    private ReceiptReason ReasonOf(Dispatch dispatch, Action<Dispatch>? alter = null)
    {
        Dispatch altered = dispatch.Clone();
        alter?.Invoke(altered);
        return Assert.IsType<DispatchCheck.Unsound>(Read(altered)).Reason;
    }

    private Dispatch Rewritten(Action<DispatchSkeleton> change)
    {
        Dispatch dispatch = TestDispatches.Write(network).ToMessage();
        DispatchSkeleton skeleton = DispatchSkeleton.Parser.ParseFrom(dispatch.Skeleton.Payload);
        change(skeleton);
        dispatch.Skeleton = EnvelopeSigner.Sign(PayloadType.Dispatch, skeleton, Key);
        return dispatch;
    }

    private static ByteString Flip(ByteString bytes)
    {
        byte[] flipped = bytes.ToByteArray();
        flipped[^1] ^= 1;
        return ByteString.CopyFrom(flipped);
    }
}
