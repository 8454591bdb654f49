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

    /// <summary>Reads <c>node.crt</c>, <c>node.key</c> and <c>signing.key</c>.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The files don't fit each other.</exception>
    public static NodeCredentials Load(string folder) => new(
        X509Certificate2.CreateFromPemFile(Path.Combine(folder, CertificateFile), Path.Combine(folder, CertificateKeyFile)),
        PrivateKey.FromPem(File.ReadAllText(Path.Combine(folder, SigningKeyFile))));

    /// <summary>Tells when the files were last written, to notice a change.</summary>
    public static DateTime LastWrite(string folder) =>
        new[] { CertificateFile, CertificateKeyFile, SigningKeyFile }
            .Max(file => File.GetLastWriteTimeUtc(Path.Combine(folder, file)));

    /// <summary>Writes the three files; keys can be read only by their owner.</summary>
    public void Save(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        using var key = Certificate.GetECDsaPrivateKey()
            ?? throw new ArgumentException("The certificate has no ECDSA key.", nameof(folder));
        PrivateFiles.WriteSecret(Path.Combine(folder, CertificateKeyFile), key.ExportPkcs8PrivateKeyPem());
        PrivateFiles.WriteSecret(Path.Combine(folder, SigningKeyFile), SigningKey.ToPem());
        PrivateFiles.WritePublic(
            Path.Combine(folder, CertificateFile), System.Text.Encoding.ASCII.GetBytes(Certificate.ExportCertificatePem()));
    }
}
