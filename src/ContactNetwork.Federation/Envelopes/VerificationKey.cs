using System.Security.Cryptography;
using Google.Protobuf;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>
/// A public key that checks signatures: ECDSA over P-256 with SHA-256, or over P-384 with SHA-384. Two keys are equal
/// when they are the same key; other encodings of a key are refused, so that no key counts twice. Safe for threads.
/// </summary>
public sealed class VerificationKey : IEquatable<VerificationKey>
{
    // Import costs about as much as a verification, so one imported key is kept for the next caller.
    private ECDsa? spare;

    private VerificationKey(ByteString publicKey, EllipticCurve curve)
    {
        PublicKey = publicKey;
        Curve = curve;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(publicKey.Span));
    }

    /// <summary>The key as DER SubjectPublicKeyInfo with a named curve and an uncompressed point.</summary>
    public ByteString PublicKey { get; }

    /// <summary>The curve.</summary>
    public EllipticCurve Curve { get; }

    /// <summary>Lower-case hexadecimal SHA-256 of <see cref="PublicKey"/>: the hint in a signature.</summary>
    public string KeyId { get; }

    /// <summary>Reads a key; null when it is not such a key in exactly this encoding.</summary>
    public static VerificationKey? Read(ByteString publicKey)
    {
        if (publicKey.Length is 0 or > PublicKeyBytesMax)
            return null;
        try
        {
            using ECDsa key = Import(publicKey);
            return EllipticCurve.Of(key) is { } curve && key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey.Span)
                ? new VerificationKey(publicKey, curve)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Checks a signature (r ‖ s, fixed length) over exact bytes.</summary>
    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Curve.SignatureBytes)
            return false;
        ECDsa key = Interlocked.Exchange(ref spare, null) ?? Import(PublicKey);
        try
        {
            return key.VerifyData(content, signature, Curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref spare, key, null) is not null)
                key.Dispose();
        }
    }

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && PublicKey.Equals(other.PublicKey);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public override int GetHashCode() => PublicKey.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => KeyId;

    private const int PublicKeyBytesMax = 256;

    private static ECDsa Import(ByteString publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey.Span, out int read);
            return read == publicKey.Length ? key : throw new CryptographicException("Bytes follow the key.");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
