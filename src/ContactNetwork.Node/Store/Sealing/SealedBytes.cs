using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>AES-256-GCM with a random nonce: nonce (12) ‖ ciphertext ‖ tag (16). The label binds the bytes to their place.</summary>
internal static class SealedBytes
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Says where sealed bytes belong, so that they can't be moved to another case or another use.</summary>
    public static byte[] Label(Guid caseId, string use) => [.. caseId.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(use)];

    /// <summary>Seals bytes.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> clear, ReadOnlySpan<byte> label)
    {
        var result = new byte[NonceBytes + clear.Length + TagBytes];
        var nonce = result.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, clear, result.AsSpan(NonceBytes, clear.Length), result.AsSpan(NonceBytes + clear.Length), label);
        return result;
    }

    /// <summary>Opens sealed bytes.</summary>
    /// <exception cref="AuthenticationTagMismatchException">The bytes, the key or the label are not those of the seal.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> label)
    {
        if (bytes.Length < NonceBytes + TagBytes)
        {
            throw new AuthenticationTagMismatchException("The sealed bytes are shorter than nonce and tag.");
        }

        var clear = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], clear, label);
        return clear;
    }
}
