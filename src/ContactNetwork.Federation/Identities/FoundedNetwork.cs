using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Identities;

/// <summary>
/// A whole network with every key in one place: for labs and tests. A real network is made by its authorities, each
/// with a key of its own.
/// </summary>
public sealed class FoundedNetwork : IDisposable
{
    private const string AuthoritiesFolder = "authorities";
    private const int AuthorityCount = 3;
    private const int Threshold = 2;

    private FoundedNetwork(
        ImmutableArray<PrivateKey> authorities, ImmutableSortedDictionary<string, FoundedCountry> countries, TrustFolder documents)
    {
        (Authorities, Countries, Documents) = (authorities, countries, documents);
    }

    /// <summary>The three authority keys, two of which sign a roster.</summary>
    public ImmutableArray<PrivateKey> Authorities { get; }

    /// <summary>The countries.</summary>
    public ImmutableSortedDictionary<string, FoundedCountry> Countries { get; }

    /// <summary>Anchor, rosters and key sets.</summary>
    public TrustFolder Documents { get; }

    /// <summary>Founds a network: all keys, certificates, the first roster and every country's first key set.</summary>
    public static FoundedNetwork Found(FoundingPlan plan)
    {
        (DateTimeOffset start, DateTimeOffset end) = (plan.Now - plan.Backdating, plan.Now + plan.Lifetime);
        ImmutableArray<PrivateKey> authorities =
            [.. Enumerable.Range(0, AuthorityCount).Select(_ => PrivateKey.Generate(EllipticCurve.P384))];
        ImmutableSortedDictionary<string, FoundedCountry> countries = plan.Countries.ToImmutableSortedDictionary(
            country => country.Country,
            country => FoundedCountry.Found(plan.NetworkId, plan.Realm, country.Country, plan.Names, start, end),
            StringComparer.Ordinal);
        Envelope roster = TrustDocuments.Sign(DraftRoster(plan, authorities, countries), authorities.AsSpan()[..Threshold]);
        ImmutableArray<Envelope> keySets =
        [
            .. plan.Countries.Select(country => TrustDocuments.Sign(
                countries[country.Country].DraftKeySet(plan.Realm, [country.Endpoint], plan.Now, start, end),
                countries[country.Country].CountryKey)),
        ];
        return new FoundedNetwork(authorities, countries, new(TrustDocuments.AnchorOf(roster), [roster], keySets));
    }

    /// <summary>Writes the trust folder of one country's node.</summary>
    public void SaveForNode(string country, string folder)
    {
        Documents.Save(folder);
        Countries[country].SaveForNode(folder);
    }

    /// <summary>Writes everything, to go on with this network later.</summary>
    public void Save(string folder)
    {
        Documents.Save(folder);
        PrivateFiles.CreateFolder(Path.Combine(folder, AuthoritiesFolder));
        foreach ((int index, PrivateKey key) in Authorities.Index())
            PrivateFiles.WriteSecret(Path.Combine(folder, AuthoritiesFolder, $"{index}.key"), key.ToPem());
        foreach (FoundedCountry country in Countries.Values)
            country.Save(Path.Combine(folder, country.Country));
    }

    /// <summary>Reads what <see cref="Save"/> wrote. A country that joined since has its keys itself, and is left out.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    public static FoundedNetwork Load(string folder)
    {
        TrustFolder documents = TrustFolder.Load(folder);
        NetworkRoster roster = NetworkRoster.Parser.ParseFrom(documents.Rosters[^1].Payload);
        return new FoundedNetwork(
            [
                .. Enumerable.Range(0, AuthorityCount)
                    .Select(index => PrivateKey.FromPem(File.ReadAllText(Path.Combine(folder, AuthoritiesFolder, $"{index}.key")))),
            ],
            roster.Members.Where(member => Directory.Exists(Path.Combine(folder, member.Country))).ToImmutableSortedDictionary(
                member => member.Country,
                member => FoundedCountry.Load(roster.NetworkId, member.Country, Path.Combine(folder, member.Country)),
                StringComparer.Ordinal),
            documents);
    }

    /// <summary>Adds documents that were made since.</summary>
    public FoundedNetwork With(IEnumerable<Envelope> rosters, IEnumerable<Envelope> keySets) => new(
        Authorities,
        Countries,
        Documents with { Rosters = [.. Documents.Rosters, .. rosters], KeySets = [.. Documents.KeySets, .. keySets] });

    /// <summary>Signs the next roster with two of the authorities.</summary>
    public Envelope SignRoster(NetworkRoster roster) => TrustDocuments.Sign(roster, Authorities.AsSpan()[..Threshold]);

    /// <summary>One country's view after verifying all documents.</summary>
    /// <exception cref="InvalidOperationException">A document is refused; the message tells why.</exception>
    public TrustSnapshot SnapshotFor(string country, string networkId, Realm realm)
    {
        var snapshot = TrustSnapshot.Start(networkId, realm, country, Documents.Anchor);
        foreach (Envelope roster in Documents.Rosters)
            snapshot = Take(snapshot.OfferRoster(roster));
        foreach (Envelope keySet in Documents.KeySets)
            snapshot = Take(snapshot.OfferKeySet(keySet));
        return snapshot;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PrivateKey key in Authorities)
            key.Dispose();
        foreach (FoundedCountry country in Countries.Values)
            country.Dispose();
    }

    private static TrustSnapshot Take(TrustOffer offer) => offer is TrustOffer.Accepted accepted
        ? accepted.Snapshot
        : throw new InvalidOperationException($"A document was not accepted: {offer}");

    private static NetworkRoster DraftRoster(
        FoundingPlan plan,
        ImmutableArray<PrivateKey> authorities,
        ImmutableSortedDictionary<string, FoundedCountry> countries) => new()
        {
            NetworkId = plan.NetworkId,
            Realm = plan.Realm,
            Version = 1,
            CreateTime = Timestamp.FromDateTimeOffset(plan.Now),
            ExpireTime = Timestamp.FromDateTimeOffset(plan.Now + plan.Lifetime),
            Threshold = Threshold,
            AuthorityKeys =
            {
                authorities.Select((key, index) => new AuthorityKey
                {
                    PublicKey = key.Public.PublicKey,
                    Holder = $"holder {index + 1}",
                }),
            },
            Members =
            {
                plan.Countries.Select(country => TrustDocuments.Entry(
                    plan.NetworkId, country.Country, country.DisplayName, countries[country.Country].CountryKey.Public)),
            },
        };
}

/// <summary>What to found.</summary>
/// <param name="NetworkId">The network.</param>
/// <param name="Realm">The realm.</param>
/// <param name="Countries">The countries.</param>
/// <param name="Now">The time of founding.</param>
/// <param name="Lifetime">How long certificates, keys and the roster last.</param>
public sealed record FoundingPlan(
    string NetworkId, Realm Realm, ImmutableArray<PlannedCountry> Countries, DateTimeOffset Now, TimeSpan Lifetime)
{
    /// <summary>The network names in the nodes' certificates. Default: this machine only.</summary>
    public NodeNames Names { get; init; } = NodeNames.Loopback;

    /// <summary>How far in the past validity starts, to forgive slow clocks. Default: one minute.</summary>
    public TimeSpan Backdating { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>A country to found.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="DisplayName">Its name in English.</param>
/// <param name="Endpoint">Where its node is reached: https://host:port.</param>
public sealed record PlannedCountry(string Country, string DisplayName, Uri Endpoint);
