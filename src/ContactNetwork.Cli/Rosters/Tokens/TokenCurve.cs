using System.Security.Cryptography;

namespace ContactNetwork.Cli.Rosters.Tokens;

/// <summary>Reads public keys as PKCS#11 spells them: a DER object identifier, and a point, mostly within a DER octet string.</summary>
internal static class TokenCurve
{
    private const byte OctetString = 0x04;
    private const byte Uncompressed = 0x04;
    private const byte LongLength = 0x81;
    private const int P256Bytes = 32;
    private const int P384Bytes = 48;

    private static readonly byte[] P256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

    /// <summary>The name of the curve of new keys.</summary>
    public static byte[] P384 { get; } = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];

    /// <summary>The public key; null where it is over another curve, or malformed.</summary>
    public static ECParameters? Read(byte[] curve, byte[] point)
    {
        bool isP384 = curve.AsSpan().SequenceEqual(P384);
        if (!isP384 && !curve.AsSpan().SequenceEqual(P256)) return null;
        int length = isP384 ? P384Bytes : P256Bytes;
        ReadOnlySpan<byte> bare = Unwrap(point, 1 + (2 * length));
        if (bare.IsEmpty || bare[0] != Uncompressed) return null;
        return new ECParameters
        {
            Curve = isP384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = bare.Slice(1, length).ToArray(), Y = bare.Slice(1 + length, length).ToArray() },
        };
    }

    private static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> point, int length)
    {
        if (point.Length == length) return point;
        if (point.Length == length + 2 && point[0] == OctetString && point[1] == length) return point[2..];
        return point.Length == length + 3 && point[0] == OctetString && point[1] == LongLength && point[2] == length ? point[3..] : [];
    }
}
