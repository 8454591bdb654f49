using System.Security.Cryptography;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Tests.Envelopes;

public sealed class EnvelopeTests : IDisposable
{
    private static readonly ByteString Payload = ByteString.CopyFromUtf8("a document");

    private readonly PrivateKey key = PrivateKey.Generate(EllipticCurve.P256);
    private readonly PrivateKey other = PrivateKey.Generate(EllipticCurve.P384);

    public static TheoryData<string, string> KindsPresentedAsOthers =>
    [
        .. from signed in PayloadType.All
           from expected in PayloadType.All
           where signed != expected
           select (signed.MediaType, expected.MediaType),
    ];

    [Theory]
    [MemberData(nameof(KindsPresentedAsOthers))]
    public void A_kind_presented_as_another_is_refused(string made, string expected)
    {
        Envelope envelope = EnvelopeSigner.Sign(Kind(made), Payload, key);
        Assert.Equal(EnvelopeFault.WrongPayloadType, FaultOf(envelope, Kind(expected)));

        // Claiming the other kind does not help: the kind is part of what was signed.
        envelope.PayloadType = expected;
        Assert.Equal(EnvelopeFault.SignatureInvalid, FaultOf(envelope, Kind(expected)));
    }

    [Fact]
    public void All_kinds_have_types_of_their_own() =>
        Assert.Equal(PayloadType.All.Length, PayloadType.All.Select(type => type.MediaType).Distinct().Count());

    [Fact]
    public void Signatures_over_both_curves_verify()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key, other);
        var signed = Assert.IsType<EnvelopeCheck.SignedBy>(
            EnvelopeVerifier.Verify(envelope, PayloadType.Dispatch, [key.Public, other.Public]));
        Assert.Equal(2, signed.Keys.Count);
        Assert.Equal([64, 96], envelope.Signatures.Select(signature => signature.Signature_.Length));
    }

    [Fact]
    public void An_altered_payload_is_refused()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        envelope.Payload = ByteString.CopyFromUtf8("a documemt");
        Assert.Equal(EnvelopeFault.SignatureInvalid, FaultOf(envelope, PayloadType.Dispatch));
    }

    [Fact]
    public void A_key_that_is_not_given_does_not_count()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, other);
        Assert.Equal(EnvelopeFault.KeyUnknown, FaultOf(envelope, PayloadType.Dispatch));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    public void A_wrong_hint_neither_helps_nor_harms(string hint)
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        envelope.Signatures[0].KeyId = hint;
        Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(envelope, PayloadType.Dispatch, [other.Public, key.Public]));
        Assert.Equal(EnvelopeFault.KeyUnknown, FaultOf(EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, other), PayloadType.Dispatch));
    }

    [Fact]
    public void A_hint_at_another_given_key_does_not_make_that_key_the_signer()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        envelope.Signatures[0].KeyId = other.Public.KeyId;
        var signed = Assert.IsType<EnvelopeCheck.SignedBy>(
            EnvelopeVerifier.Verify(envelope, PayloadType.Dispatch, [other.Public, key.Public]));
        Assert.Equal([key.Public], signed.Keys);
    }

    [Fact]
    public void One_key_counts_once_however_often_it_signs()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Roster, Payload, key);
        envelope.Signatures.Add(EnvelopeSigner.Sign(PayloadType.Roster, Payload, key).Signatures);
        var signed = Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(envelope, PayloadType.Roster, [key.Public]));
        Assert.Single(signed.Keys);
    }

    [Fact]
    public void A_failed_signature_beside_a_good_one_does_no_harm()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key, other);
        envelope.Signatures[0].Signature_ = ByteString.CopyFrom(new byte[64]);
        var signed = Assert.IsType<EnvelopeCheck.SignedBy>(
            EnvelopeVerifier.Verify(envelope, PayloadType.Dispatch, [key.Public, other.Public]));
        Assert.Equal([other.Public], signed.Keys);
    }

    [Fact]
    public void More_signatures_than_allowed_are_refused_though_they_verify()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        while (envelope.Signatures.Count <= EnvelopeLimits.SignaturesMax)
            envelope.Signatures.Add(envelope.Signatures[0].Clone());
        Assert.Equal(EnvelopeFault.Malformed, FaultOf(envelope, PayloadType.Dispatch));
    }

    [Fact]
    public void An_envelope_without_payload_or_signature_is_malformed()
    {
        Assert.Equal(EnvelopeFault.Malformed, FaultOf(null, PayloadType.Dispatch));
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        envelope.Signatures.Clear();
        Assert.Equal(EnvelopeFault.Malformed, FaultOf(envelope, PayloadType.Dispatch));
        envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        envelope.Payload = ByteString.Empty;
        Assert.Equal(EnvelopeFault.Malformed, FaultOf(envelope, PayloadType.Dispatch));
    }

    [Fact]
    public void A_payload_over_the_limit_is_refused()
    {
        ByteString large = ByteString.CopyFrom(new byte[EnvelopeLimits.PayloadBytesMax + 1]);
        Assert.Throws<ArgumentException>(() => EnvelopeSigner.Sign(PayloadType.Dispatch, large, key));
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        envelope.Payload = large;
        Assert.Equal(EnvelopeFault.Malformed, FaultOf(envelope, PayloadType.Dispatch));
    }

    [Fact]
    public void A_key_signs_an_envelope_only_once()
    {
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, Payload, key);
        Assert.Throws<ArgumentException>(() => EnvelopeSigner.AddSignature(envelope, PayloadType.Dispatch, key));
        EnvelopeSigner.AddSignature(envelope, PayloadType.Dispatch, other);
        Assert.Equal(2, envelope.Signatures.Count);
    }

    [Fact]
    public void Another_encoding_of_a_key_is_no_second_key()
    {
        byte[] compressed = Compress(key.Public.PublicKey.ToByteArray());
        Assert.Null(VerificationKey.Read(ByteString.CopyFrom(compressed)));
        Assert.Null(VerificationKey.Read(ByteString.CopyFrom([.. key.Public.PublicKey.ToByteArray(), 0])));
        Assert.Null(VerificationKey.Read(ByteString.Empty));
        Assert.NotNull(VerificationKey.Read(key.Public.PublicKey));
    }

    [Fact]
    public void Keys_over_other_curves_and_of_other_kinds_are_refused()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var rsa = RSA.Create(2048);
        Assert.Null(VerificationKey.Read(ByteString.CopyFrom(large.ExportSubjectPublicKeyInfo())));
        Assert.Null(VerificationKey.Read(ByteString.CopyFrom(rsa.ExportSubjectPublicKeyInfo())));
    }

    public void Dispose()
    {
        key.Dispose();
        other.Dispose();
    }

    private EnvelopeFault FaultOf(Envelope? envelope, PayloadType expected) =>
        Assert.IsType<EnvelopeCheck.Faulty>(EnvelopeVerifier.Verify(envelope, expected, [key.Public])).Fault;

    private static PayloadType Kind(string mediaType) => PayloadType.All.Single(type => type.MediaType == mediaType);

    // The P-256 header is 26 bytes, then 04 ‖ x ‖ y; a compressed point is 02 or 03 ‖ x.
    private static byte[] Compress(byte[] info)
    {
        byte[] header = [.. info[..26]];
        header[1] -= 32;
        header[24] -= 32;
        return [.. header, (byte)(2 + (info[^1] & 1)), .. info[27..59]];
    }
}
