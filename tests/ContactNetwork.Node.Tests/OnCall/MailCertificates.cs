using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>An authority of its own, a server's certificate from it, and the files that a node's options name.</summary>
internal sealed class MailCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mail-test-").FullName;

    public MailCertificates()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=Test mail authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest serverRequest = new("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        serverRequest.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = serverRequest.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(serverKey);

        Server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        File.WriteAllText(PasswordFile, "correct horse\n");
    }

    public X509Certificate2 Server { get; }

    public string CaFile => Path.Combine(_folder, "ca.crt");

    public string PasswordFile => Path.Combine(_folder, "password");

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
