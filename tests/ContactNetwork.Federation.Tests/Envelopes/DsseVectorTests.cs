using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Federation.Envelopes;
using Google.Protobuf;

namespace ContactNetwork.Federation.Tests.Envelopes;

/// <summary>The test vector published in DSSE's protocol description.</summary>
public sealed class DsseVectorTests
{
    private const string Type = "http://example.com/HelloWorld";
    private const string X = "46950820868899156662930047687818585632848591499744589407958293238635476079160";
    private const string Y = "5640078356564379163099075877009565129882514886557779369047442380624545832820";
    private const string Signature = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";

    private static readonly byte[] Payload = "hello world"u8.ToArray();

    [Fact]
    public void The_encoding_is_the_published_one() => Assert.Equal(
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
        Encoding.UTF8.GetString(PreAuthenticationEncoding.Encode(Type, Payload)));

    [Fact]
    public void The_published_signature_verifies()
    {
        byte[] content = PreAuthenticationEncoding.Encode(Type, Payload);
        Assert.True(PublishedKey().Verifies(content, Convert.FromBase64String(Signature)));
    }

    [Fact]
    public void The_published_signature_does_not_verify_over_other_bytes()
    {
        VerificationKey key = PublishedKey();
        byte[] signature = Convert.FromBase64String(Signature);
        Assert.False(key.Verifies(PreAuthenticationEncoding.Encode(Type, "hello worle"u8), signature));
        Assert.False(key.Verifies(PreAuthenticationEncoding.Encode(Type + "/", Payload), signature));
        signature[0] ^= 1;
        Assert.False(key.Verifies(PreAuthenticationEncoding.Encode(Type, Payload), signature));
    }

    [Fact]
    public void Lengths_count_bytes_of_UTF8() => Assert.Equal(
        "DSSEv1 2 é 0 ", Encoding.UTF8.GetString(PreAuthenticationEncoding.Encode("é", [])));

    private static VerificationKey PublishedKey()
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Bytes(X), Y = Bytes(Y) },
        });
        return VerificationKey.Read(ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()))!;
    }

    private static byte[] Bytes(string number)
    {
        byte[] bytes = new byte[32];
        byte[] value = BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);
        value.CopyTo(bytes.AsSpan(bytes.Length - value.Length));
        return bytes;
    }
}
