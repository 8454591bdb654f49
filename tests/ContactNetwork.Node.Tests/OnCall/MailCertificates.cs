using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>
/// An authority of its own, a server's certificate from it or from an authority between them, and the files that a node's
/// options name.
/// </summary>
internal sealed class MailCertificates : IDisposable
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public MailCertificates(bool hasIntermediate = false)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Authority = OfAuthority("CN=Test mail authority", authorityKey).CreateSelfSigned(_now.AddDays(-1), _now.AddDays(2));
        using ECDsa betweenKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 between = Issue(OfAuthority("CN=Test mail intermediate", betweenKey), Authority, betweenKey);
        if (hasIntermediate)
            Between.Add(X509CertificateLoader.LoadCertificate(between.RawData));

        using ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest serverRequest = new("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        serverRequest.CertificateExtensions.Add(names.Build());
        using X509Certificate2 server = Issue(serverRequest, hasIntermediate ? between : Authority, serverKey);
        Server = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pkcs12), password: null);
        File.WriteAllText(CaFile, Authority.ExportCertificatePem());
        File.WriteAllText(PasswordFile, "correct horse\n");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("mail-test-").FullName;

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    /// <summary>What stands between the server's certificate and the authority.</summary>
    public X509Certificate2Collection Between { get; } = [];

    public string CaFile => Path.Combine(Folder, "ca.crt");

    public string PasswordFile => Path.Combine(Folder, "password");

    public void Dispose()
    {
        Server.Dispose();
        Authority.Dispose();
        foreach (X509Certificate2 between in Between)
            between.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static CertificateRequest OfAuthority(string name, ECDsa key)
    {
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private X509Certificate2 Issue(CertificateRequest request, X509Certificate2 issuer, ECDsa key)
    {
        using X509Certificate2 signed = request.Create(issuer, _now.AddHours(-1), _now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
