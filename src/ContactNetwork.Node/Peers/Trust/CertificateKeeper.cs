using System.Security.Cryptography;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Node.Operations;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>
/// Renews the node's certificate at two thirds of its life, where the trust folder holds the country's authority with its
/// key. Where it does not, that is kept elsewhere, and an alarm asks for a certificate.
/// </summary>
internal sealed class CertificateKeeper(
    FileCredentials credentials,
    TrustStore trust,
    IOptions<TrustOptions> options,
    Alarms alarms,
    TimeProvider time,
    ILogger<CertificateKeeper> log)
{
    /// <summary>How long to wait after a renewal that failed.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);

    private DateTimeOffset waitsUntil = DateTimeOffset.MinValue;

    /// <summary>Looks whether the certificate is due, and renews it; call it every few seconds from one loop.</summary>
    public void Keep()
    {
        var now = time.GetUtcNow();
        var current = credentials.Current.Certificate;
        var isDue = now >= CertificateRenewal.DueOf(current);
        if (!isDue)
            alarms.Set(PeersAlarms.CertificateNotRenewed, false);
        if (!isDue || now < waitsUntil)
            return;
        waitsUntil = now + RetryAfter;
        var folder = options.Value.Folder;
        try
        {
            if (!CountryAuthority.IsIn(folder))
            {
                alarms.Set(PeersAlarms.CertificateNotRenewed, true);
                log.CertificateNotRenewed(null, "The country's authority is kept elsewhere; run cn keys renew with it.");
                return;
            }

            using var authority = CountryAuthority.Load(folder);
            var snapshot = trust.Last;
            credentials.Renew(CertificateRenewal.Issue(current, authority, snapshot.NetworkId, snapshot.OwnCountry, now));
            waitsUntil = DateTimeOffset.MinValue;
            log.CertificateRenewed(credentials.Current.Certificate.NotAfter);
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or ArgumentException
            or UnauthorizedAccessException or InvalidOperationException)
        {
            alarms.Set(PeersAlarms.CertificateNotRenewed, true);
            log.CertificateNotRenewed(fault, fault.Message);
        }
    }
}
