using ContactNetwork.Federation;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Npgsql;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>
/// Puts back what a running node holds in memory and its store holds no more, because an older one was put in its place.
/// </summary>
internal static class TrustPutBack
{
    /// <summary>
    /// Stores what is lacking, in the caller's transaction; answers the view with what the store held besides, and the
    /// newest row.
    /// </summary>
    public static async Task<(TrustSnapshot Snapshot, long Version)> RunAsync(
        NpgsqlConnection connection, TrustSnapshot inMemory, CancellationToken cancellation)
    {
        await TrustTable.LockAsync(connection, cancellation);
        var snapshot = inMemory;
        var stored = new HashSet<Digest>();
        foreach (var row in await TrustTable.AfterAsync(connection, 0, cancellation))
        {
            stored.Add(Digest.Of(row.Envelope.Payload));
            var offer = row.Kind switch
            {
                TrustKind.Roster => snapshot.OfferRoster(row.Envelope),
                TrustKind.KeySet => snapshot.OfferKeySet(row.Envelope, row.AcceptTime),
                TrustKind.Notice => snapshot.OfferNotice(row.Envelope),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            snapshot = offer is TrustOffer.Accepted accepted ? accepted.Snapshot : snapshot;
        }

        var now = await TrustTable.NowAsync(connection, cancellation);
        foreach (var (kind, country, version, digest, envelope) in DocumentsOf(snapshot).Where(document => !stored.Contains(document.Digest)))
            await TrustTable.PutBackAsync(connection, kind, country, version, digest, envelope, now, cancellation);
        return (snapshot, await TrustTable.VersionAsync(connection, cancellation));
    }

    private static IEnumerable<(TrustKind Kind, string Country, ulong Version, Digest Digest, Envelope Envelope)> DocumentsOf(TrustSnapshot snapshot)
    {
        foreach (var roster in snapshot.Rosters.Versions)
            yield return (TrustKind.Roster, "", roster.Version, roster.Digest, roster.Envelope);
        foreach (var keys in snapshot.Members.Values.SelectMany(member => member.KeySets?.Versions ?? []))
            yield return (TrustKind.KeySet, keys.Country, keys.Version, keys.Digest, keys.Envelope);
        foreach (var ofCountry in snapshot.Notices.GroupBy(notice => notice.Country, StringComparer.Ordinal))
        {
            foreach (var (index, notice) in ofCountry.Index())
                yield return (TrustKind.Notice, notice.Country, (ulong)index + 1, notice.Digest, notice.Envelope);
        }
    }
}
