using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Refusals;
using Npgsql;

namespace ContactNetwork.Node.Peers.Trust;

// What is offered by a peer, by the folder, by the files beside a restored store: what is accepted is stored and in force at
// once; what is refused, or is a second document of a version that is held, changes nothing.
internal sealed partial class TrustStore
{
    // The version in dispute and who offered the other one, by country; that of a roster under no country.
    private readonly ConcurrentDictionary<string, (ulong Version, string Origin)> conflicts = new(StringComparer.Ordinal);

    /// <summary>
    /// Offers documents from a peer or from the folder: rosters first. What is accepted is stored, and in force here when
    /// this returns. Refused ones change nothing and are noted with their reason; a conflict raises an alarm.
    /// </summary>
    /// <param name="rosters">Rosters, oldest first.</param>
    /// <param name="keySets">Key sets, oldest first for each country.</param>
    /// <param name="origin">Where they came from, for the log: a country or "folder".</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public async Task OfferAsync(
        IReadOnlyCollection<Envelope> rosters, IReadOnlyCollection<Envelope> keySets, string origin, CancellationToken cancellation)
    {
        // The whole folder is offered: what its conflict was is there still, or is no more.
        if (origin == FolderOrigin)
            EndConflicts(conflict => conflict.Value.Origin == FolderOrigin);
        if (!IsNews(rosters, keySets, origin))
            return;
        await gate.WaitAsync(cancellation);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await TrustTable.LockAsync(connection, cancellation);
            await CatchUpAsync(connection, cancellation);
            var next = view;
            var fresh = FreshOf(next.Snapshot, rosters, await TrustTable.NowAsync(connection, cancellation), origin);
            foreach (var roster in fresh)
                next = await TakeAsync(connection, next, TrustKind.Roster, roster, origin, cancellation);
            foreach (var keySet in keySets)
                next = await TakeAsync(connection, next, TrustKind.KeySet, keySet, origin, cancellation);
            if (next != view)
                next = await TakeKeptNoticesAsync(connection, next, cancellation);
            await transaction.CommitAsync(cancellation);
            Put(next);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Offers notices that keys are compromised. What is accepted is stored, in force here when this returns, and the desk
    /// is called in the same commit. What names unknown keys is only kept, within bounds, and offered again when a key set came.
    /// </summary>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyList<TrustOffer>> OfferNoticesAsync(
        IReadOnlyCollection<Envelope> notices, string origin, CancellationToken cancellation)
    {
        var answers = notices.Select(view.Snapshot.OfferNotice).ToList();
        if (answers.TrueForAll(answer => answer is TrustOffer.Known))
            return answers;
        await gate.WaitAsync(cancellation);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await TrustTable.LockAsync(connection, cancellation);
            await CatchUpAsync(connection, cancellation);
            var next = view;
            answers.Clear();
            foreach (var notice in notices)
            {
                answers.Add(next.Snapshot.OfferNotice(notice));
                next = await TakeNoticeAsync(connection, next, answers[^1], notice, origin, cancellation);
            }

            await transaction.CommitAsync(cancellation);
            Put(next);
            return answers;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<View> TakeNoticeAsync(
        NpgsqlConnection connection, View before, TrustOffer offer, Envelope envelope, string origin, CancellationToken cancellation)
    {
        switch (offer)
        {
            case TrustOffer.Accepted accepted:
                var id = await TrustTable.InsertAsync(
                    connection, TrustKind.Notice, accepted.Country, accepted.Version, accepted.Digest, envelope, await TrustTable.NowAsync(connection, cancellation), cancellation);
                await NoticeTable.CallDeskAsync(connection, accepted.Country, accepted.Digest, cancellation);
                await NoticeTable.ForgetAsync(connection, accepted.Digest, cancellation);
                log.TrustDocumentAccepted(TrustKind.Notice, accepted.Country, accepted.Version, origin);
                return new View(id, accepted.Snapshot);
            case TrustOffer.Refused { Fault: TrustFault.SignaturesMissing }:
                await NoticeTable.KeepUnknownAsync(connection, envelope, origin, cancellation);
                return before;
            case TrustOffer.Refused refused:
                Refuse(TrustKind.Notice, refused.Fault, refused.Detail, origin);
                return before;
            default:
                return before;
        }
    }

    /// <summary>A key set that just came may make a kept notice known.</summary>
    private async Task<View> TakeKeptNoticesAsync(NpgsqlConnection connection, View before, CancellationToken cancellation)
    {
        var next = before;
        foreach (var notice in await NoticeTable.UnknownAsync(connection, cancellation))
        {
            if (next.Snapshot.OfferNotice(notice) is TrustOffer.Accepted accepted)
                next = await TakeNoticeAsync(connection, next, accepted, notice, "kept", cancellation);
        }

        return next;
    }

    /// <summary>
    /// Most offers repeat what is held: that is seen without the store. A conflict counts as news. A peer that offers what
    /// was replaced is noted; the folder keeps all versions.
    /// </summary>
    private bool IsNews(IReadOnlyCollection<Envelope> rosters, IReadOnlyCollection<Envelope> keySets, string origin)
    {
        var snapshot = view.Snapshot;
        List<(TrustKind Kind, TrustOffer Offer)> offers =
        [
            .. rosters.Select(roster => (TrustKind.Roster, snapshot.OfferRoster(roster))),
            .. keySets.Select(keySet => (TrustKind.KeySet, snapshot.OfferKeySet(keySet))),
        ];
        foreach (var (kind, _) in offers.Where(each => SpiffeId.IsCountry(origin) && each.Offer is TrustOffer.Known { IsOlder: true }))
            Refuse(kind, TrustFault.Older, "A newer version is held.", origin);
        return offers.Exists(each => each.Offer is not TrustOffer.Known);
    }

    private ImmutableArray<Envelope> FreshOf(TrustSnapshot held, IReadOnlyCollection<Envelope> rosters, DateTimeOffset now, string origin)
    {
        // What this node once accepted counts again; the last of a full answer is a step of the chain: more will follow.
        if (origin == HighWaterOrigin || rosters.Count >= GreetingLimits.RostersMax)
            return [.. rosters];
        var fresh = RosterChain.WithoutExpired(held, rosters, now);
        for (var left = rosters.Count - fresh.Length; left > 0; left--)
            Refuse(TrustKind.Roster, TrustFault.Expired, "The roster had expired before it came, and the one that is held has not.", origin);
        return fresh;
    }

    private void Refuse(TrustKind kind, TrustFault fault, string detail, string origin)
    {
        log.TrustDocumentRefused(kind, fault, detail, origin);
        Note(kind, RefusalBook.CodeOf(fault), detail, origin);
    }

    private void Note(TrustKind kind, string reason, string detail, string origin) => refusals.Note(
        RefusedAt.Document, reason, SpiffeId.IsCountry(origin) ? origin : "", $"{kind} from {origin}: {detail}");

    private async Task<View> TakeAsync(
        NpgsqlConnection connection, View before, TrustKind kind, Envelope envelope, string origin, CancellationToken cancellation)
    {
        var now = await TrustTable.NowAsync(connection, cancellation);
        var offer = kind == TrustKind.Roster ? before.Snapshot.OfferRoster(envelope) : before.Snapshot.OfferKeySet(envelope, now);
        switch (offer)
        {
            case TrustOffer.Accepted accepted:
                var id = await TrustTable.InsertAsync(
                    connection, kind, accepted.Country, accepted.Version, accepted.Digest, envelope, now, cancellation);
                log.TrustDocumentAccepted(kind, accepted.Country, accepted.Version, origin);
                EndConflicts(accepted);
                return new View(id, accepted.Snapshot);
            case TrustOffer.Conflict conflict:
                conflicts[conflict.Country] = (conflict.Version, origin);
                alarms.Set(PeersAlarms.TrustConflict(conflict.Country), true);
                log.TrustDocumentConflict(kind, conflict.Country, conflict.Version, conflict.Held.Hex, conflict.Offered.Hex, origin);
                Note(kind, "CONFLICT", $"Version {conflict.Version} of {conflict.Country}, offered {conflict.Offered}.", origin);
                return before;
            case TrustOffer.Refused refused:
                Refuse(kind, refused.Fault, refused.Detail, origin);
                return before;
            case TrustOffer.Known:
                return before;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A later version that goes on from ours settles which one counted.</summary>
    private void EndConflicts(TrustOffer.Accepted accepted) =>
        EndConflicts(conflict => conflict.Key == accepted.Country && conflict.Value.Version < accepted.Version);

    private void EndConflicts(Func<KeyValuePair<string, (ulong Version, string Origin)>, bool> isOver)
    {
        foreach (var (country, _) in conflicts.Where(isOver))
        {
            conflicts.TryRemove(country, out _);
            alarms.Set(PeersAlarms.TrustConflict(country), false);
        }
    }
}
