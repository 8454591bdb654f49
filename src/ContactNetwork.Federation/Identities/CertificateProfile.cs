using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Federation.Identities;

/// <summary>What a node's certificate says. Tests make wrong ones with it; everything else issues right ones.</summary>
internal sealed record CertificateProfile(
    string Subject, ImmutableArray<string> Uris, NodeNames Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private const int SerialBytes = 16;

    /// <summary>Extended key usages.</summary>
    public ImmutableArray<string> Usages { get; init; } = [ServerUsage, ClientUsage];

    /// <summary>Makes a key and a certificate for it, signed by an authority. The answer holds the private key.</summary>
    public X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(EllipticCurve.P256.Curve);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var usages = new OidCollection();
        foreach (string usage in Usages)
            usages.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        request.CertificateExtensions.Add(AlternativeNames());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using X509Certificate2 certificate = request.Create(
            authority, NotBefore, NotAfter, RandomNumberGenerator.GetBytes(SerialBytes));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Makes a key and a self-signed certificate of an authority. The answer holds the private key.</summary>
    public static X509Certificate2 Authority(string subject, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(EllipticCurve.P256.Curve);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(notBefore, notAfter);
    }

    private X509Extension AlternativeNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (string uri in Uris)
            names.AddUri(new Uri(uri));
        foreach (string name in Names.DnsNames)
            names.AddDnsName(name);
        foreach (IPAddress address in Names.Addresses)
            names.AddIpAddress(address);
        return names.Build();
    }
}
