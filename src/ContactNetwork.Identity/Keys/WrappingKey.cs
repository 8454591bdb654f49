using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Identity.Keys;

/// <summary>
/// The one secret outside PostgreSQL: seals every key that lies in the database, so that a dump of it can't mint tokens.
/// Sealed form: nonce, tag, ciphertext (AES-256-GCM); the label is authenticated, so that one key can't stand in for another.
/// </summary>
internal sealed class WrappingKey(byte[] secret)
{
    private const int LengthBytes = 32;
    private const string FileName = "wrapping.key";
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    /// <summary>The file of the wrapping key in a data folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Reads the key of a data folder; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">The file doesn't hold a key.</exception>
    public static WrappingKey? Read(string folder)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
            return null;
        var secret = new byte[LengthBytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), secret, out var length) && length == LengthBytes
            ? new WrappingKey(secret)
            : throw new InvalidOperationException($"'{path}' doesn't hold a wrapping key: 32 bytes in base64 are expected. Bring the right file back from your backup.");
    }

    /// <summary>Makes the key of a data folder, readable by its owner only. Fails if there is one.</summary>
    public static WrappingKey Create(string folder)
    {
        Directory.CreateDirectory(folder);
        var secret = RandomNumberGenerator.GetBytes(LengthBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(PathIn(folder), options);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret) + "\n"));
        file.Flush(flushToDisk: true);
        return new WrappingKey(secret);
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, string label)
    {
        var output = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = output.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(secret, TagBytes);
        aes.Encrypt(nonce, plain, output.AsSpan(NonceBytes + TagBytes), output.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(label));
        return output;
    }

    /// <exception cref="CryptographicException">Sealed under another key or another label, or altered.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string label)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
            throw new CryptographicException("Too short to be sealed.");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(secret, TagBytes);
        aes.Decrypt(
            sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes.Slice(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(label));
        return plain;
    }
}
