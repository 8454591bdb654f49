using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Trust;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Sheets;

/// <summary>
/// A copy of the directory that was verified from the anchor on (see <see cref="DirectoryCopyReader"/>). Answers the same
/// questions as the node that made it, by the same rules, without it. Immutable.
/// </summary>
public sealed class DirectoryCopy
{
    private readonly ImmutableSortedDictionary<string, ImmutableArray<SheetInForce>> countries;
    private readonly Dictionary<string, LastContact> humanContacts;

    internal DirectoryCopy(
        Digest anchor,
        TrustSnapshot trust,
        DirectoryManifest manifest,
        Digest manifestDigest,
        ImmutableSortedDictionary<string, ImmutableArray<SheetInForce>> countries)
    {
        (Anchor, Trust, Manifest, ManifestDigest, this.countries) = (anchor, trust, manifest, manifestDigest, countries);
        humanContacts = manifest.Contacts
            .Where(contact => Times.Read(contact.HumanContactTime) is not null)
            .GroupBy(contact => contact.ContactPointId, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Select(contact => new LastContact(contact.HumanContactTime.ToDateTimeOffset(), contact.IsDayOnly)).MaxBy(contact => contact.At),
                StringComparer.Ordinal);
    }

    /// <summary>The fingerprint of the network's first roster.</summary>
    public Digest Anchor { get; }

    /// <summary>The members and their keys.</summary>
    public TrustSnapshot Trust { get; }

    /// <summary>What the node says that the copy holds.</summary>
    public DirectoryManifest Manifest { get; }

    /// <summary>SHA-256 of the manifest's signed bytes.</summary>
    public Digest ManifestDigest { get; }

    /// <summary>When the node made it, by the node's clock.</summary>
    public DateTimeOffset CreateTime => Manifest.CreateTime.ToDateTimeOffset();

    /// <summary>When the node last compared what the copy rests on with its store.</summary>
    public DateTimeOffset ReplicaTime => Manifest.ReplicaTime.ToDateTimeOffset();

    /// <summary>The digest to ask the node with for what is newer.</summary>
    public ByteString StateDigest => Manifest.StateDigest;

    /// <summary>The newest sheet of each country.</summary>
    public IEnumerable<ReadSheet> Newest => countries.Values.Select(versions => versions[^1].Sheet);

    /// <summary>Answers a look-up for now; what the directory said earlier only the node knows.</summary>
    public LookUpContactsResponse LookUp(LookUpContactsRequest request, LookUpPage page, DateTimeOffset now)
    {
        LookUpContactsResponse response = Answers.Answer(IndexFor(now), request, page, now);
        (response.ReplicaTime, response.IsReplicaOld) = (Manifest.ReplicaTime, true);
        return response;
    }

    /// <summary>Lists every member and how its sheet stands. What was refused is not in a copy.</summary>
    public ListSheetsResponse List(DateTimeOffset now)
    {
        var response = new ListSheetsResponse { ReplicaTime = Manifest.ReplicaTime, IsReplicaOld = true };
        response.Sheets.Add(IndexFor(now).Records.Select(record => Answers.Write(
            record,
            $"nodes/{Manifest.Country.ToLowerInvariant()}/sheets/{record.Country.ToLowerInvariant()}",
            countries.TryGetValue(record.Country, out ImmutableArray<SheetInForce> versions) ? versions[^1].Sheet.Digest : null,
            refused: 0,
            now)));
        return response;
    }

    /// <summary>Shows a sheet; null where the copy does not hold it.</summary>
    /// <param name="country">The country.</param>
    /// <param name="version">The version; 0 for the newest.</param>
    /// <param name="now">The instant.</param>
    public GetSheetResponse? Find(string country, long version, DateTimeOffset now)
    {
        if (!countries.TryGetValue(country, out ImmutableArray<SheetInForce> versions))
            return null;
        int index = version == 0 ? versions.Length - 1 : versions.ToList().FindIndex(held => held.Sheet.Version == (ulong)version);
        if (index < 0)
            return null;
        SheetInForce shown = versions[index];
        CountryRecord record = DirectoryRecords.Of(country, Trust.FindMember(country)!.Entry.DisplayName, Recent(versions[..(index + 1)], now));
        return new GetSheetResponse
        {
            Version = new SheetVersion
            {
                Version = (long)shown.Sheet.Version,
                Digest = shown.Sheet.Digest.Hex,
                CreateTime = Timestamp.FromDateTimeOffset(shown.Sheet.CreateTime),
                EffectiveTime = Timestamp.FromDateTimeOffset(shown.EffectiveTime),
                SignerKeyIds = { shown.Sheet.Envelope.Signatures.Select(signature => signature.KeyId) },
            },
            Sheet = shown.Sheet.Document,
            Envelope = shown.Sheet.Envelope,
            Quality = Answers.Quality(record, now),
        };
    }

    private DirectoryAnswers Answers => new(
        country => countries.TryGetValue(country, out ImmutableArray<SheetInForce> versions) ? versions[^1].Sheet.Document : null,
        point => humanContacts.TryGetValue(point, out LastContact contact) ? contact : null);

    private DirectoryIndex IndexFor(DateTimeOffset now) => DirectoryRecords.IndexOf(
        Trust, country => countries.TryGetValue(country, out ImmutableArray<SheetInForce> versions) ? Recent(versions, now) : []);

    private static IEnumerable<SheetInForce> Recent(ImmutableArray<SheetInForce> versions, DateTimeOffset now) =>
        versions.TakeLast(DirectoryRecords.RecentOf(versions, held => held.EffectiveTime, now));
}
