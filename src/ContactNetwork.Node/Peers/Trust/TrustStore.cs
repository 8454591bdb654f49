using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Suspensions;
using Npgsql;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>
/// Whom this node trusts, served from memory. The store's version is looked at every <see cref="LookEvery"/>; when it
/// could not be confirmed for <see cref="UnconfirmedMax"/>, nobody is trusted until it can be. Here stands what is in force, and
/// how it is kept in line with the store; what is offered to it, and what becomes of that, in <c>TrustStore.Offers.cs</c>.
/// </summary>
internal sealed partial class TrustStore : IPeerTrust, IDisposable
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

    public void Dispose() => gate.Dispose();

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
