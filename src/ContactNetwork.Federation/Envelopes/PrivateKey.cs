using System.Security.Cryptography;
using Google.Protobuf;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>A private key that signs envelopes. Safe for threads; dispose it when it is replaced.</summary>
public sealed class PrivateKey : IDisposable
{
    private readonly ECDsa key;
    private readonly Lock gate = new();

    /// <summary>Takes over a key, of a file or of a hardware token.</summary>
    /// <param name="key">The key over P-256 or P-384; disposed with this object.</param>
    /// <exception cref="CryptographicException">The key is over another curve.</exception>
    public PrivateKey(ECDsa key)
    {
        this.key = key;
        Public = VerificationKey.Read(ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()))
            ?? throw new CryptographicException("A signing key must be over P-256 or P-384.");
    }

    /// <summary>The public half.</summary>
    public VerificationKey Public { get; }

    /// <summary>Makes a new key.</summary>
    public static PrivateKey Generate(EllipticCurve curve) => new(ECDsa.Create(curve.Curve));

    /// <summary>Reads a key from PEM (PKCS#8 or SEC 1).</summary>
    /// <exception cref="ArgumentException">The text holds no such key.</exception>
    /// <exception cref="CryptographicException">The key is malformed or over another curve.</exception>
    public static PrivateKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new PrivateKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Reads a key from PEM that is sealed with a passphrase.</summary>
    /// <exception cref="CryptographicException">The passphrase is wrong, or the key malformed or over another curve.</exception>
    /// <exception cref="ArgumentException">The text holds no sealed key.</exception>
    public static PrivateKey FromSealedPem(string pem, string passphrase) => new(KeySealing.Open(pem, passphrase));

    /// <summary>Writes the key as PEM sealed with a passphrase; see <see cref="KeySealing"/>.</summary>
    /// <exception cref="ArgumentException">The passphrase is too short.</exception>
    public string ToSealedPem(string passphrase) => KeySealing.Seal(key, passphrase);

    /// <summary>Writes the key as PEM (PKCS#8). Keep it in a file that only its owner can read.</summary>
    public string ToPem() => key.ExportPkcs8PrivateKeyPem();

    /// <summary>Signs exact bytes; answers r ‖ s of fixed length.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        lock (gate)
            return key.SignData(content, Public.Curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
