using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Identities;

/// <summary>A country with all its keys in one place: for labs and tests, where the offline ones need no keeper.</summary>
public sealed class FoundedCountry : IDisposable
{
    /// <summary>Directory keys of a new country, each with a keeper of its own.</summary>
    public const int DirectoryKeyCount = 2;

    /// <summary>The file of the country key.</summary>
    public const string CountryKeyFile = "country.key";

    private FoundedCountry(
        string networkId,
        string country,
        PrivateKey countryKey,
        ImmutableArray<PrivateKey> directoryKeys,
        CountryAuthority authority,
        NodeCredentials node)
    {
        (NetworkId, Country, CountryKey, DirectoryKeys, Authority, Node) =
            (networkId, country, countryKey, directoryKeys, authority, node);
    }

    /// <summary>The network.</summary>
    public string NetworkId { get; }

    /// <summary>The country.</summary>
    public string Country { get; }

    /// <summary>The country key.</summary>
    public PrivateKey CountryKey { get; }

    /// <summary>The keys that confirm changes of channels and keys in the directory.</summary>
    public ImmutableArray<PrivateKey> DirectoryKeys { get; }

    /// <summary>The certificate authority.</summary>
    public CountryAuthority Authority { get; }

    /// <summary>The node's certificate and signing key.</summary>
    public NodeCredentials Node { get; }

    /// <summary>Makes all keys and the node's certificate.</summary>
    public static FoundedCountry Found(
        string networkId, Realm realm, string country, NodeNames names, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var authority = CountryAuthority.Found(networkId, realm, country, notBefore, notAfter);
        return new FoundedCountry(
            networkId,
            country,
            PrivateKey.Generate(EllipticCurve.P384),
            [.. Enumerable.Range(0, DirectoryKeyCount).Select(_ => PrivateKey.Generate(EllipticCurve.P384))],
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
        [
            .. Enumerable.Range(1, DirectoryKeyCount)
                .Select(number => PrivateKey.FromPem(File.ReadAllText(Path.Combine(folder, DirectoryKeyFile(number))))),
        ],
        CountryAuthority.Load(folder),
        NodeCredentials.Load(folder));

    /// <summary>The file of a directory key, counted from 1.</summary>
    public static string DirectoryKeyFile(int number) => string.Create(CultureInfo.InvariantCulture, $"directory-{number}.key");

    /// <summary>Writes every key, unsealed, those that are kept offline too.</summary>
    public void Save(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.WriteSecret(Path.Combine(folder, CountryKeyFile), CountryKey.ToPem());
        foreach ((int index, PrivateKey key) in DirectoryKeys.Index())
            PrivateFiles.WriteSecret(Path.Combine(folder, DirectoryKeyFile(index + 1)), key.ToPem());
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
            DirectoryKeys =
            {
                DirectoryKeys.Select(key => TrustDocuments.Entry(key.Public, KeyState.Active, notBefore, notAfter)),
            },
            Endpoints = { endpoints.Select(endpoint => endpoint.GetLeftPart(UriPartial.Authority)) },
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        CountryKey.Dispose();
        foreach (PrivateKey key in DirectoryKeys)
            key.Dispose();
        Authority.Dispose();
        Node.Certificate.Dispose();
        Node.SigningKey.Dispose();
    }
}
