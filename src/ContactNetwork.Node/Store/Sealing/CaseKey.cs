using System.Security.Cryptography;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// Seals with AES-256-GCM: version byte, nonce, ciphertext, tag. The case's id and the use are the associated data, so
/// that what was sealed for one case or use can't be passed off as another's.
/// </summary>
internal sealed class CaseKey(ReadOnlyMemory<byte> key)
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const byte FormatVersion = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes;

    /// <summary>The key itself; leaves the process only wrapped.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = key;

    /// <summary>A new key.</summary>
    public static CaseKey Create() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Seals content for a case.</summary>
    public byte[] Seal(Guid caseId, SealedUse use, ReadOnlySpan<byte> content)
    {
        var box = new byte[HeaderBytes + content.Length + TagBytes];
        box[0] = FormatVersion;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Bytes.Span, TagBytes);
        cipher.Encrypt(
            nonce,
            content,
            box.AsSpan(HeaderBytes, content.Length),
            box.AsSpan(HeaderBytes + content.Length, TagBytes),
            Associated(caseId, use));
        return box;
    }

    /// <summary>Opens what was sealed for a case; throws <see cref="CryptographicException"/> where it was altered.</summary>
    public byte[] Open(Guid caseId, SealedUse use, ReadOnlySpan<byte> box)
    {
        if (box.Length < HeaderBytes + TagBytes || box[0] != FormatVersion)
            throw new CryptographicException("The sealed content has an unknown format.");

        var content = new byte[box.Length - HeaderBytes - TagBytes];
        using var cipher = new AesGcm(Bytes.Span, TagBytes);
        cipher.Decrypt(
            box.Slice(1, NonceBytes),
            box[HeaderBytes..^TagBytes],
            box[^TagBytes..],
            content,
            Associated(caseId, use));
        return content;
    }

    private static byte[] Associated(Guid caseId, SealedUse use) => [.. caseId.ToByteArray(bigEndian: true), (byte)use];
}

/// <summary>What sealed bytes are for. Numbers are stored.</summary>
internal enum SealedUse : byte
{
    /// <summary>A case's key under the wrapping key.</summary>
    Key = 1,

    /// <summary>Content inside an event.</summary>
    Event = 2,

    /// <summary>The body of a dispatch, in outbox or inbox.</summary>
    Body = 3,
}
