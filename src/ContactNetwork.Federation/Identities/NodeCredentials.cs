using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Federation.Identities;

/// <summary>What a node proves itself with: its certificate for connections and its key for signatures.</summary>
/// <param name="Certificate">The certificate with its private key.</param>
/// <param name="SigningKey">The key that signs dispatches and receipts.</param>
public sealed record NodeCredentials(X509Certificate2 Certificate, PrivateKey SigningKey)
{
    private const string CertificateFile = "node.crt";
    private const string CertificateKeyFile = "node.key";
    private const string SigningKeyFile = "signing.key";

    /// <summary>
    /// Reads <c>node.crt</c>, <c>node.key</c> and <c>signing.key</c>. A <c>node.key</c> that holds its certificate too counts
    /// where the other file is older, as after a renewal that was cut short.
    /// </summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The files don't fit each other.</exception>
    public static NodeCredentials Load(string folder) => new(
        LoadCertificate(Path.Combine(folder, CertificateFile), Path.Combine(folder, CertificateKeyFile)),
        PrivateKey.FromPem(File.ReadAllText(Path.Combine(folder, SigningKeyFile))));

    /// <summary>
    /// Tells one state of the files from another by their content, to notice a change: their times may be older than before,
    /// as of files copied with theirs.
    /// </summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static Digest StampOf(string folder)
    {
        using var content = new MemoryStream();
        foreach (string file in new[] { CertificateFile, CertificateKeyFile, SigningKeyFile })
        {
            string path = Path.Combine(folder, file);
            content.Write(File.Exists(path) ? Digest.Of(File.ReadAllBytes(path)).ToArray() : [0]);
        }

        return Digest.Of(content.ToArray());
    }

    /// <summary>Writes the three files; keys can be read only by their owner.</summary>
    public void Save(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        using var key = Certificate.GetECDsaPrivateKey()
            ?? throw new ArgumentException("The certificate has no ECDSA key.", nameof(folder));
        PrivateFiles.WriteSecret(Path.Combine(folder, SigningKeyFile), SigningKey.ToPem());
        SaveCertificate(folder, Certificate, key);
    }

    /// <summary>Writes a new certificate and its key; whenever the process ends, one whole pair is there.</summary>
    public static void SaveCertificate(string folder, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()
            ?? throw new ArgumentException("The certificate has no ECDSA key.", nameof(certificate));
        SaveCertificate(folder, certificate, key);
    }

    /// <summary>Writes a new signing key.</summary>
    public static void SaveSigningKey(string folder, PrivateKey key) =>
        PrivateFiles.WriteSecret(Path.Combine(folder, SigningKeyFile), key.ToPem());

    private static void SaveCertificate(string folder, X509Certificate2 certificate, ECDsa key)
    {
        string pem = certificate.ExportCertificatePem() + "\n";
        PrivateFiles.WriteSecret(Path.Combine(folder, CertificateKeyFile), $"{key.ExportPkcs8PrivateKeyPem()}\n{pem}");
        PrivateFiles.WritePublic(Path.Combine(folder, CertificateFile), System.Text.Encoding.ASCII.GetBytes(pem));
    }

    private static X509Certificate2 LoadCertificate(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException && IsCutShort(certificate, key))
        {
            return X509Certificate2.CreateFromPemFile(key, key);
        }
    }

    // A renewal writes node.key, with its certificate, before node.crt.
    private static bool IsCutShort(string certificate, string key)
    {
        try
        {
            using X509Certificate2 former = X509CertificateLoader.LoadCertificateFromFile(certificate);
            using X509Certificate2 renewed = X509Certificate2.CreateFromPemFile(key, key);
            return former.Subject == renewed.Subject && former.NotBefore < renewed.NotBefore;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
