using System.Collections.Immutable;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Contacts;

/// <summary>Makes copies of the directory for keeping offline, with everything that proves them; from memory.</summary>
internal sealed class DirectoryCopies(SheetBook book, TrustStore trust, INodeCredentials credentials, NodeIdentity node, IStoreClock clock)
{
    /// <summary>The parts of a copy, the manifest first; none where the caller has the newest.</summary>
    public IEnumerable<GetDirectoryCopyResponse> Make(ByteString knownStateDigest)
    {
        var (view, snapshot) = (book.View, trust.Last);
        ImmutableArray<SheetRecord> sheets =
            [.. view.Countries.OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(each => each.Value.Copied)];
        var manifest = Draw(view, sheets);
        ImmutableArray<Envelope> notices = [.. snapshot.Notices.Select(notice => notice.Envelope)];
        manifest.StateDigest = DirectoryCopyState.DigestOf(manifest, snapshot, notices);
        if (manifest.StateDigest == knownStateDigest)
            yield break;
        yield return new() { Manifest = EnvelopeSigner.Sign(PayloadType.DirectoryManifest, manifest, credentials.Current.SigningKey) };
        foreach (var roster in snapshot.Rosters.Versions)
            yield return new() { Roster = roster.Envelope };
        foreach (var keySet in snapshot.KeySetsAfter([], int.MaxValue))
            yield return new() { KeySet = keySet };
        foreach (var notice in notices)
            yield return new() { Notice = notice };
        foreach (var sheet in sheets)
            yield return new() { Sheet = sheet.Sheet.Envelope };
    }

    private DirectoryManifest Draw(DirectoryView view, ImmutableArray<SheetRecord> sheets)
    {
        var manifest = new DirectoryManifest
        {
            NetworkId = node.NetworkId,
            Realm = node.Realm.ToString().ToUpperInvariant(),
            Country = node.Country,
            CreateTime = Timestamp.FromDateTimeOffset(clock.Now),
            ReplicaTime = Timestamp.FromDateTimeOffset(book.CompareTime),
        };
        manifest.Sheets.Add(sheets.Select(record => new ManifestSheet
        {
            Country = record.Sheet.Country,
            Version = (long)record.Sheet.Version,
            Digest = record.Sheet.Digest.Bytes,
            EffectiveTime = Timestamp.FromDateTimeOffset(record.EffectiveTime),
        }));
        manifest.Contacts.Add(Contacts(view).OrderBy(contact => contact.ContactPointId, StringComparer.Ordinal));
        return manifest;
    }

    private static IEnumerable<ManifestContact> Contacts(DirectoryView view) =>
        from record in view.Index.Records
        from point in record.InForce?.Content.ContactPoints ?? []
        let contact = view.HumanContactOf(point.Id)
        where contact is not null
        select new ManifestContact
        {
            ContactPointId = point.Id,
            HumanContactTime = Timestamp.FromDateTimeOffset(contact.Value.At),
            IsDayOnly = contact.Value.IsDayOnly,
        };
}
