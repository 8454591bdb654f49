using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Identities;

/// <summary>A country with all its keys in one place: for labs and tests, where the offline ones need no keeper.</summary>
public sealed class FoundedCountry : IDisposable
{
    private const string CountryKeyFile = "country.key";

    private FoundedCountry(
        string networkId, string country, PrivateKey countryKey, CountryAuthority authority, NodeCredentials node)
    {
        (NetworkId, Country, CountryKey, Authority, Node) = (networkId, country, countryKey, authority, node);
    }

    /// <summary>The network.</summary>
    public string NetworkId { get; }

    /// <summary>The country.</summary>
    public string Country { get; }

    /// <summary>The country key.</summary>
    public PrivateKey CountryKey { get; }

    /// <summary>The certificate authority.</summary>
    public CountryAuthority Authority { get; }

    /// <summary>The node's certificate and signing key.</summary>
    public NodeCredentials Node { get; }

    /// <summary>Makes all keys and the node's certificate.</summary>
    public static FoundedCountry Found(
        string networkId, string country, NodeNames names, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var authority = CountryAuthority.Found(networkId, country, notBefore, notAfter);
        return new FoundedCountry(
            networkId,
            country,
            PrivateKey.Generate(EllipticCurve.P384),
            authority,
            new NodeCredentials(
                authority.IssueNode(networkId, country, names, notBefore, notAfter), PrivateKey.Generate(EllipticCurve.P256)));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    public static FoundedCountry Load(string networkId, string country, string folder) => new(
        networkId,
        country,
        PrivateKey.FromPem(File.ReadAllText(Path.Combine(folder, CountryKeyFile))),
        CountryAuthority.Load(folder),
        NodeCredentials.Load(folder));

    /// <summary>Writes every key, those that are kept offline too.</summary>
    public void Save(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.WriteSecret(Path.Combine(folder, CountryKeyFile), CountryKey.ToPem());
        Authority.Save(folder);
        Node.Save(folder);
    }

    /// <summary>Writes what the node itself needs: its certificate, its keys, its authority's certificate.</summary>
    public void SaveForNode(string folder)
    {
        Node.Save(folder);
        Authority.SaveCertificate(folder);
    }

    /// <summary>Makes the first key set.</summary>
    public KeySet DraftKeySet(
        Realm realm, IEnumerable<Uri> endpoints, DateTimeOffset now, DateTimeOffset notBefore, DateTimeOffset notAfter) => new()
        {
            NetworkId = NetworkId,
            Realm = realm,
            Country = Country,
            Version = 1,
            CreateTime = Timestamp.FromDateTimeOffset(now),
            CertificateAuthorities = { ByteString.CopyFrom(Authority.CertificateBytes) },
            SigningKeys = { TrustDocuments.Entry(Node.SigningKey.Public, KeyState.Active, notBefore, notAfter) },
            Endpoints = { endpoints.Select(endpoint => endpoint.GetLeftPart(UriPartial.Authority)) },
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        CountryKey.Dispose();
        Authority.Dispose();
        Node.Certificate.Dispose();
        Node.SigningKey.Dispose();
    }
}
