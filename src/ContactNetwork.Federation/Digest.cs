using System.Security.Cryptography;
using Google.Protobuf;

namespace ContactNetwork.Federation;

/// <summary>A SHA-256 digest: 32 bytes. The default value is 32 zero bytes.</summary>
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    private static readonly ByteString ZeroBytes = ByteString.CopyFrom(new byte[Length]);

    private readonly ByteString? bytes;

    private Digest(ByteString bytes) => this.bytes = bytes;

    /// <summary>32 zero bytes: what comes before the first of a chain.</summary>
    public static Digest Zero => default;

    /// <summary>The digest's 32 bytes.</summary>
    public ByteString Bytes => bytes ?? ZeroBytes;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    /// <summary>Computes the digest of exact bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => new(ByteString.CopyFrom(SHA256.HashData(content)));

    /// <summary>Computes the digest of an envelope's payload or another field of bytes.</summary>
    public static Digest Of(ByteString content) => Of(content.Span);

    /// <summary>Takes a digest from a message; null unless it has exactly 32 bytes.</summary>
    public static Digest? From(ByteString bytes) => bytes.Length == Length ? new Digest(bytes) : null;

    /// <summary>Takes a digest from stored bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static Digest From(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new Digest(ByteString.CopyFrom(bytes))
        : throw new ArgumentException($"A digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads 64 hexadecimal digits, in either case; null when it is anything else.</summary>
    public static Digest? FromHex(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return text.Length == 2 * Length
            && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == Length
            ? From(bytes)
            : null;
    }

    /// <summary>Copies the bytes, for storing.</summary>
    public byte[] ToArray() => Bytes.ToByteArray();

    /// <inheritdoc/>
    public bool Equals(Digest other) => Bytes.Equals(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bytes.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Hex;

    /// <summary>Tells whether two digests are the same.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Tells whether two digests differ.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}
