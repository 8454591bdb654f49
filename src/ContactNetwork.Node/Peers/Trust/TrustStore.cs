using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Suspensions;
using Npgsql;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>
/// Whom this node trusts, served from memory. The store's version is looked at every <see cref="LookEvery"/>; when it
/// could not be confirmed for <see cref="UnconfirmedMax"/>, nobody is trusted until it can be.
/// </summary>
internal sealed class TrustStore : IPeerTrust, IDisposable
{
    /// <summary>How often the store's version is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long the last look counts.</summary>
    public static readonly TimeSpan UnconfirmedMax = TimeSpan.FromSeconds(30);

    /// <summary>What stands for the node's own folder where a document's origin is told.</summary>
    public const string FolderOrigin = "folder";

    private const string HighWaterOrigin = "high-water";

    private readonly NpgsqlDataSource source;
    private readonly TrustHighWater highWater;
    private readonly Alarms alarms;
    private readonly RefusalBook refusals;
    private readonly ILogger<TrustStore> log;
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile View view;
    private long confirmedAt = long.MinValue;
    private ImmutableArray<KeptDocument> missing = [];
    private long keptVersion;

    // The version in dispute and who offered the other one, by country; that of a roster under no country.
    private readonly ConcurrentDictionary<string, (ulong Version, string Origin)> conflicts = new(StringComparer.Ordinal);

    /// <summary>Starts empty with the anchor of the folder.</summary>
    public TrustStore(
        NpgsqlDataSource source,
        NodeIdentity node,
        Digest anchor,
        TrustHighWater highWater,
        Alarms alarms,
        RefusalBook refusals,
        ILogger<TrustStore> log)
    {
        (this.source, this.highWater, this.alarms, this.refusals, this.log) = (source, highWater, alarms, refusals, log);
        view = new View(0, TrustSnapshot.Start(node.NetworkId, (Realm)(int)node.Realm, node.Country, anchor));
    }

    /// <summary>Is called after each change, on the thread that made it.</summary>
    public event Action? Changed;

    /// <summary>The view in force; null while it is unconfirmed.</summary>
    public TrustSnapshot? Current => IsConfirmed ? view.Snapshot : null;

    /// <summary>The last view, confirmed or not: for showing, never for deciding.</summary>
    public TrustSnapshot Last => view.Snapshot;

    /// <summary>Whether the view was confirmed lately.</summary>
    public bool IsConfirmed =>
        Volatile.Read(ref confirmedAt) is var at && at != long.MinValue && Stopwatch.GetElapsedTime(at) < UnconfirmedMax;

    /// <summary>
    /// Documents that this node has accepted once are neither in the store nor could they be put back: keys that were
    /// withdrawn may count here. Nothing but Hello is taken, and nothing else said, until peers have given them back.
    /// </summary>
    public bool IsBehind => !missing.IsEmpty;

    /// <summary>The store was found without documents that this node had accepted: it was restored from a backup.</summary>
    public bool WasBehind { get; private set; }

    /// <summary>Puts back what this node accepted once and its store holds no more. Call it once, before the ports open.</summary>
    /// <exception cref="InvalidDataException">A kept document can't be read; the message names it.</exception>
    public async Task RecallAsync(CancellationToken cancellation)
    {
        var kept = highWater.Read();
        ImmutableArray<KeptDocument> lacking = [.. kept.Where(document => !document.IsIn(view.Snapshot))];
        if (lacking.IsEmpty)
            return;
        WasBehind = true;
        log.TrustBehind(lacking.Length);
        missing = lacking;
        await OfferAsync(EnvelopesOf(TrustKind.Roster), EnvelopesOf(TrustKind.KeySet), HighWaterOrigin, cancellation);
        await OfferNoticesAsync(EnvelopesOf(TrustKind.Notice), HighWaterOrigin, cancellation);
        CompareWithKept();

        ImmutableArray<Envelope> EnvelopesOf(TrustKind kind) =>
            [.. lacking.Where(document => document.Kind == kind).Select(document => document.Envelope)];
    }

    /// <summary>Goes on without the documents that could not be put back, by a person's decision, recorded by the caller.</summary>
    public void AcceptLoss()
    {
        highWater.SetAside(missing);
        missing = [];
        CompareWithKept();
    }

    /// <summary>Looks whether other replicas have accepted documents, and confirms the view.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var askedAt = Stopwatch.GetTimestamp();
            await using var connection = await source.OpenConnectionAsync(cancellation);
            if (await TrustTable.VersionAsync(connection, cancellation) != view.Version)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await CatchUpAsync(connection, cancellation);
                await transaction.CommitAsync(cancellation);
            }

            Put(view with { Snapshot = view.Snapshot.Suspend(await SuspensionTable.CountriesAsync(connection, cancellation)) });
            Volatile.Write(ref confirmedAt, askedAt);
        }
        finally
        {
            gate.Release();
        }
    }

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

    public void Dispose() => gate.Dispose();

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

    private async Task ReadNewAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var next = view;
        foreach (var row in await TrustTable.AfterAsync(connection, next.Version, cancellation))
        {
            var offer = row.Kind switch
            {
                TrustKind.Roster => next.Snapshot.OfferRoster(row.Envelope),
                TrustKind.KeySet => next.Snapshot.OfferKeySet(row.Envelope, row.AcceptTime),
                TrustKind.Notice => next.Snapshot.OfferNotice(row.Envelope),
                _ => throw new UnreachableException(),
            };
            // Whoever can write the table is not trusted more than a peer: what does not verify is left out.
            if (offer is TrustOffer.Accepted accepted)
            {
                next = new View(row.Id, accepted.Snapshot);
                if (row.Kind != TrustKind.Notice)
                    EndConflicts(accepted);
            }
            else
            {
                log.StoredTrustUnusable(row.Id, offer.ToString());
                next = next with { Version = row.Id };
            }
        }

        Put(next);
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

    /// <summary>Reads what others stored; where rows are gone, somebody put an older store in the place of ours, under the running node.</summary>
    private async Task CatchUpAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await TrustTable.VersionAsync(connection, cancellation) >= view.Version)
        {
            await ReadNewAsync(connection, cancellation);
            return;
        }

        var (snapshot, version) = await TrustPutBack.RunAsync(connection, view.Snapshot, cancellation);
        log.TrustPutBack(view.Version, version);
        Put(new View(version, snapshot));
    }

    private void Put(View next)
    {
        // What could not be kept is tried at each look at the store.
        if (keptVersion != next.Version && highWater.Keep(next.Snapshot))
            keptVersion = next.Version;
        if (next == view)
            return;
        view = next;
        CompareWithKept();
        Changed?.Invoke();
    }

    private void CompareWithKept()
    {
        if (!missing.IsEmpty)
            missing = [.. missing.Where(document => !document.IsIn(view.Snapshot))];
        alarms.Set(PeersAlarms.TrustBehind, IsBehind);
    }

    private sealed record View(long Version, TrustSnapshot Snapshot);
}
