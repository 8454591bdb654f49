using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Federation.Identities;

/// <summary>When a node's certificate is renewed, and how the next one looks.</summary>
public static class CertificateRenewal
{
    /// <summary>How far in the past a new certificate starts, to forgive slow clocks.</summary>
    public static readonly TimeSpan Backdating = TimeSpan.FromMinutes(1);

    /// <summary>The part of its life after which a certificate is renewed at the earliest: two thirds.</summary>
    public const double EarliestPart = 2.0 / 3.0;

    /// <summary>The part of its life over which the moments of many nodes spread after that.</summary>
    public const double JitterPart = 1.0 / 20.0;

    /// <summary>
    /// When it is due: after two thirds of its life and up to a twentieth more. The moment is the certificate's own, so
    /// that a restart does not move it, and certificates of one hour are not renewed in the same second.
    /// </summary>
    public static DateTimeOffset DueOf(X509Certificate2 certificate)
    {
        DateTimeOffset start = certificate.NotBefore;
        TimeSpan life = certificate.NotAfter - certificate.NotBefore;
        double jitter = BitConverter.ToUInt32(Digest.Of(certificate.RawData).Bytes.Span) / (double)uint.MaxValue;
        return start + (life * (EarliestPart + (JitterPart * jitter)));
    }

    /// <summary>Makes the certificate that follows: a new key, the same names, the same length of life, within the authority's.</summary>
    /// <param name="current">The certificate in force.</param>
    /// <param name="authority">The country's authority.</param>
    /// <param name="networkId">The network.</param>
    /// <param name="country">The country.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidOperationException">The authority itself has ended.</exception>
    public static X509Certificate2 Issue(
        X509Certificate2 current, CountryAuthority authority, string networkId, string country, DateTimeOffset now)
    {
        DateTimeOffset start = Later(now - Backdating, authority.NotBefore);
        DateTimeOffset end = start + (current.NotAfter - current.NotBefore);
        if (end > authority.NotAfter)
            end = authority.NotAfter;
        return end > now
            ? authority.IssueNode(networkId, country, NamesOf(current), start, end)
            : throw new InvalidOperationException("The certificate authority has ended.");
    }

    private static NodeNames NamesOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return new(
            names?.EnumerateDnsNames().ToImmutableArray() ?? [],
            names?.EnumerateIPAddresses().ToImmutableArray() ?? ImmutableArray<IPAddress>.Empty);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
