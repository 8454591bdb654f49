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
    private (DateTime, DateTime) seen;
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
            var stamps = (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));
            if (current is not null && stamps == seen)
                return current;
            seen = stamps;
            return current = Load(certificate, key);
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
        catch (Exception e) when (current is not null && e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            IdentityLog.CertificateNotRead(log, e);
            return current;
        }
    }
}
