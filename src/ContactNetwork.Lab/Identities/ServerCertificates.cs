using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Lab.Identities;

/// <summary>
/// The authority that vouches for a country's servers to its own people (the node's people's port, the provider). It has
/// nothing to do with the authority that vouches for the node to other countries.
/// </summary>
internal static class ServerCertificates
{
    public const string CaFile = "people-ca.crt";
    public const string CertificateFile = "server.crt";
    public const string KeyFile = "server.key";
    private const int SerialBytes = 16;
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(825);
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(1);

    /// <summary>Makes authority and certificate, for this machine and the host names given; the authority's key is not kept.</summary>
    public static void Make(string country, string folder, DateTimeOffset now, params ReadOnlySpan<string> hosts)
    {
        PrivateFiles.CreateFolder(folder);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest($"CN=Lab people's authority of {country}", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        using X509Certificate2 root = authority.CreateSelfSigned(now - Backdating, now + Lifetime);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 server = Server(country, key, hosts).Create(root, now - Backdating, now + Lifetime, RandomNumberGenerator.GetBytes(SerialBytes));
        PrivateFiles.WriteSecret(Path.Combine(folder, KeyFile), key.ExportPkcs8PrivateKeyPem());
        PrivateFiles.WritePublic(Path.Combine(folder, CertificateFile), System.Text.Encoding.ASCII.GetBytes(server.ExportCertificatePem()));
        PrivateFiles.WritePublic(Path.Combine(folder, CaFile), System.Text.Encoding.ASCII.GetBytes(root.ExportCertificatePem()));
    }

    private static CertificateRequest Server(string country, ECDsa key, ReadOnlySpan<string> hosts)
    {
        var request = new CertificateRequest($"CN=Lab servers of {country}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerUsage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        foreach (string host in hosts) names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
