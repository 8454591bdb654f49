using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Identities;

/// <summary>A country's own certificate authority, which vouches for its node and for nothing else.</summary>
public sealed class CountryAuthority : IDisposable
{
    private const string CertificateFile = "ca.crt";
    private const string KeyFile = "ca.key";

    private readonly X509Certificate2 certificate;

    private CountryAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    /// <summary>The certificate with its private key, for making wrong certificates in tests.</summary>
    internal X509Certificate2 CertificateWithKey => certificate;

    /// <summary>The certificate in DER, as a key set lists it.</summary>
    public byte[] CertificateBytes => certificate.RawData;

    /// <summary>From when it may vouch.</summary>
    public DateTimeOffset NotBefore => certificate.NotBefore;

    /// <summary>Until when it may vouch.</summary>
    public DateTimeOffset NotAfter => certificate.NotAfter;

    /// <summary>Whether a folder holds an authority with its key, unsealed.</summary>
    public static bool IsIn(string folder) =>
        File.Exists(Path.Combine(folder, CertificateFile)) && File.Exists(Path.Combine(folder, KeyFile));

    /// <summary>Founds an authority with a new key. Its certificate and those that it issues name the realm.</summary>
    public static CountryAuthority Found(
        string networkId, Realm realm, string country, DateTimeOffset notBefore, DateTimeOffset notAfter) => new(
        CertificateProfile.Authority(
            $"CN={country} node authority, OU={CertificateRealm.UnitOf(realm)}, O={networkId}", notBefore, notAfter));

    /// <summary>Reads an authority's files.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    public static CountryAuthority Load(string folder) => new(X509Certificate2.CreateFromPemFile(
        Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile)));

    /// <summary>Writes <c>ca.crt</c> and, readable only by its owner, <c>ca.key</c>.</summary>
    public void Save(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        using var key = certificate.GetECDsaPrivateKey()!;
        PrivateFiles.WriteSecret(Path.Combine(folder, KeyFile), key.ExportPkcs8PrivateKeyPem());
        SaveCertificate(folder);
    }

    /// <summary>Reads an authority whose key is sealed with a passphrase.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The passphrase is wrong, or a file malformed.</exception>
    public static CountryAuthority Load(string folder, string passphrase)
    {
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, CertificateFile));
        using var key = KeySealing.Open(File.ReadAllText(Path.Combine(folder, KeyFile)), passphrase);
        return new(bare.CopyWithPrivateKey(key));
    }

    /// <summary>Writes <c>ca.crt</c> and, sealed with a passphrase, <c>ca.key</c>.</summary>
    /// <exception cref="ArgumentException">The passphrase is too short.</exception>
    public void SaveSealed(string folder, string passphrase)
    {
        PrivateFiles.CreateFolder(folder);
        using var key = certificate.GetECDsaPrivateKey()!;
        PrivateFiles.WriteSecret(Path.Combine(folder, KeyFile), KeySealing.Seal(key, passphrase));
        SaveCertificate(folder);
    }

    /// <summary>Writes <c>ca.crt</c> only, as a node needs it.</summary>
    public void SaveCertificate(string folder) => PrivateFiles.WritePublic(
        Path.Combine(folder, CertificateFile), System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));

    /// <summary>Makes a key and a certificate for the node of a country: for servers and clients, with one SPIFFE id.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="country">The country.</param>
    /// <param name="names">The node's network names.</param>
    /// <param name="notBefore">From when it is valid; a minute in the past forgives slow clocks.</param>
    /// <param name="notAfter">Until when it is valid.</param>
    public X509Certificate2 IssueNode(
        string networkId, string country, NodeNames names, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        new CertificateProfile($"CN={country} node, {Unit}O={networkId}", [SpiffeId.Of(networkId, country)], names, notBefore, notAfter)
            .Issue(certificate);

    /// <summary>An authority that was founded before authorities named their realm leaves it out.</summary>
    private string Unit => CertificateRealm.Of(certificate) is { } realm ? $"OU={CertificateRealm.UnitOf(realm)}, " : "";

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();
}
