using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Tests.Contacts.Copies;

/// <summary>A network with real keys, and the copies of its directory that the node of XA makes.</summary>
internal sealed class SignedDirectory : IDisposable
{
    private const string NetworkId = "lab";
    private readonly List<(Envelope Signed, DateTimeOffset Effective)> _sheets = [];

    public SignedDirectory()
    {
        Start = TimeProvider.System.GetUtcNow().AddDays(-10);
        Network = FoundedNetwork.Found(new FoundingPlan(
            NetworkId,
            Realm.Operational,
            [
                new("XA", "Avalonia", new Uri("https://127.0.0.1:5102")),
                new("XB", "Belmaria", new Uri("https://127.0.0.1:5202")),
                new("XC", "Carnadia", new Uri("https://127.0.0.1:5302")),
            ],
            Start,
            TimeSpan.FromDays(90)));
        First = Next(SampleSheets.Belmaria, null, Start);
        Add(First, Start, Belmaria.DirectoryKeys[0], Belmaria.DirectoryKeys[1], Belmaria.Node.SigningKey);
    }

    public FoundedNetwork Network { get; private set; }

    public DateTimeOffset Start { get; }

    /// <summary>The first sheet of XB; a copy holds it from the beginning.</summary>
    public Sheet First { get; }

    public FoundedCountry Avalonia => Network.Countries["XA"];

    public FoundedCountry Belmaria => Network.Countries["XB"];

    public string Anchor => Network.Documents.Anchor.Hex;

    /// <summary>Makes a content the version that follows.</summary>
    public static Sheet Next(Sheet content, Sheet? before, DateTimeOffset at)
    {
        ReadSheet? current = before is null
            ? null
            : ReadSheet.Of(new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = before.ToByteString() }).Sheet!;
        return SheetDrafts.Follow(content.Clone(), current, at);
    }

    public void Add(Sheet sheet, DateTimeOffset effective, params ReadOnlySpan<PrivateKey> keys) =>
        _sheets.Add((EnvelopeSigner.Sign(PayloadType.Sheet, sheet, keys), effective));

    /// <summary>Announces what becomes of the signing key of XA's node.</summary>
    public void ChangeSigningKey(KeyState state)
    {
        KeySet next = TrustDocuments.Next(Trust.Own!.Keys!, TimeProvider.System.GetUtcNow());
        next.SigningKeys[0].State = state;
        Network = Network.With([], [TrustDocuments.Sign(next, Avalonia.CountryKey)]);
    }

    public TrustSnapshot Trust => Network.SnapshotFor("XA", NetworkId, Realm.Operational);

    /// <summary>The copy as the node of XA makes it now.</summary>
    /// <param name="createTime">When it was made; now where nothing is said.</param>
    /// <param name="signer">Who signs it; the node of XA where nothing is said.</param>
    /// <param name="change">Changes the manifest before it is signed.</param>
    public List<GetDirectoryCopyResponse> Copy(DateTimeOffset? createTime = null, PrivateKey? signer = null, Action<DirectoryManifest>? change = null)
    {
        var made = Timestamp.FromDateTimeOffset(createTime ?? TimeProvider.System.GetUtcNow());
        var manifest = new DirectoryManifest { NetworkId = NetworkId, Realm = "OPERATIONAL", Country = "XA", CreateTime = made, ReplicaTime = made };
        manifest.Sheets.Add(_sheets.Select(sheet =>
        {
            Sheet document = Sheet.Parser.ParseFrom(sheet.Signed.Payload);
            return new ManifestSheet
            {
                Country = document.Country,
                Version = (long)document.Version,
                Digest = Federation.Digest.Of(sheet.Signed.Payload).Bytes,
                EffectiveTime = Timestamp.FromDateTimeOffset(sheet.Effective),
            };
        }));
        manifest.StateDigest = DirectoryCopyState.DigestOf(manifest, Trust, []);
        change?.Invoke(manifest);
        return
        [
            new() { Manifest = EnvelopeSigner.Sign(PayloadType.DirectoryManifest, manifest, signer ?? Avalonia.Node.SigningKey) },
            .. Network.Documents.Rosters.Select(roster => new GetDirectoryCopyResponse { Roster = roster }),
            .. Network.Documents.KeySets.Select(keySet => new GetDirectoryCopyResponse { KeySet = keySet }),
            .. _sheets.Select(sheet => new GetDirectoryCopyResponse { Sheet = sheet.Signed }),
        ];
    }

    public void Dispose() => Network.Dispose();
}
