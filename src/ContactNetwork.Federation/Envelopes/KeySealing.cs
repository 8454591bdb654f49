using System.Security.Cryptography;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>Writes private keys sealed with a passphrase: PKCS#8 with PBES2 (PBKDF2 and AES-256-CBC), as openssl reads it.</summary>
public static class KeySealing
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512: about half a second for each guess on one core.</summary>
    public const int Iterations = 600_000;

    /// <summary>Characters of the shortest passphrase that is taken.</summary>
    public const int PassphraseCharactersMin = 12;

    private const string SealedLabel = "ENCRYPTED PRIVATE KEY";

    private static readonly PbeParameters Sealing = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA512, Iterations);

    /// <summary>Tells whether PEM holds a sealed key.</summary>
    public static bool IsSealed(string pem) =>
        PemEncoding.TryFind(pem, out PemFields fields) && pem.AsSpan()[fields.Label].SequenceEqual(SealedLabel);

    /// <summary>Writes a key as sealed PEM.</summary>
    /// <exception cref="ArgumentException">The passphrase is too short.</exception>
    internal static string Seal(ECDsa key, string passphrase) => passphrase.Length < PassphraseCharactersMin
        ? throw new ArgumentException($"A passphrase has at least {PassphraseCharactersMin} characters.", nameof(passphrase))
        : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Sealing);

    /// <summary>Opens a sealed key.</summary>
    /// <exception cref="CryptographicException">The passphrase is wrong, or the key malformed.</exception>
    internal static ECDsa Open(string pem, string passphrase)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromEncryptedPem(pem, passphrase);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
