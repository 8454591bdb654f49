using System.Security.Cryptography;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>The two curves in use, with the hash and the length of signature that go with each.</summary>
public sealed record EllipticCurve
{
    private EllipticCurve(string name, string objectId, ECCurve curve, HashAlgorithmName hash, int signatureBytes)
    {
        (Name, ObjectId, Curve, Hash, SignatureBytes) = (name, objectId, curve, hash, signatureBytes);
    }

    /// <summary>P-256 with SHA-256; signatures have 64 bytes.</summary>
    public static EllipticCurve P256 { get; } =
        new("P-256", "1.2.840.10045.3.1.7", ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 64);

    /// <summary>P-384 with SHA-384; signatures have 96 bytes.</summary>
    public static EllipticCurve P384 { get; } =
        new("P-384", "1.3.132.0.34", ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 96);

    /// <summary>The name, e.g. "P-256".</summary>
    public string Name { get; }

    /// <summary>Bytes of a signature, r ‖ s.</summary>
    public int SignatureBytes { get; }

    internal string ObjectId { get; }

    internal ECCurve Curve { get; }

    internal HashAlgorithmName Hash { get; }

    internal static EllipticCurve? Of(ECDsa key)
    {
        string? objectId = key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value;
        return objectId == P256.ObjectId ? P256 : objectId == P384.ObjectId ? P384 : null;
    }
}
