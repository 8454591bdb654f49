using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity.Edge;

/// <summary>The server's certificate, read again when one of its files changes; a broken change is loud and the last good one stays.</summary>
internal sealed class ServerCertificate(IOptions<IdentityOptions> options, TimeProvider clock, ILogger<ServerCertificate> log)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private SslStreamCertificateContext? current;
    private string seen = "";
    private DateTimeOffset nextLook;

    /// <summary>The certificate for the next handshake.</summary>
    /// <exception cref="CryptographicException">The very first one can't be read.</exception>
    public SslStreamCertificateContext Current()
    {
        lock (gate)
        {
            if (current is not null && clock.GetUtcNow() < nextLook)
                return current;
            nextLook = clock.GetUtcNow() + LookInterval;
            var (certificate, key) = (options.Value.CertificateFile ?? "", options.Value.CertificateKeyFile ?? "");
            var found = Digest(certificate, key);
            if (current is not null && found == seen)
                return current;
            seen = found;
            return current = Load(certificate, key);
        }
    }

    /// <summary>
    /// Tells the files' content apart; empty while they can't be read. Times don't do: where a link leads to other files of
    /// now, as mounted secrets do, no time of the link changes.
    /// </summary>
    private static string Digest(string certificateFile, string keyFile)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(File.ReadAllBytes(certificateFile));
            hash.AppendData(File.ReadAllBytes(keyFile));
            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private SslStreamCertificateContext Load(string certificateFile, string keyFile)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificateFile);
            var leaf = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            IdentityLog.CertificateInUse(log, leaf.Thumbprint, leaf.NotAfter.ToUniversalTime());
            return SslStreamCertificateContext.Create(leaf, all, offline: true);
        }
        catch (Exception e) when (current is not null && e is (CryptographicException or IOException or UnauthorizedAccessException))
        {
            IdentityLog.CertificateNotRead(log, e);
            return current;
        }
    }
}
