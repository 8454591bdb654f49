using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Notices that the store was restored from an older backup, by the high-water files before the ports open and by peers'
/// proofs later, and brings it up to date with each reachable peer by itself: one that is slow, gone or wrong holds up no
/// other. Those stay held.
/// </summary>
internal sealed class RestoreKeeper(
    NpgsqlDataSource source,
    Shell shell,
    HighWater highWater,
    Recovery recovery,
    Rebuilder rebuilder,
    RestoreBook book,
    TrustStore trust,
    IEnumerable<IPublishedDocuments> documents,
    PeerContacts contacts,
    Leases leases,
    NodeIdentity node,
    ILogger<RestoreKeeper> log) : BackgroundService
{
    /// <summary>How often the store is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long after a try that failed the next one waits.</summary>
    public static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    /// <summary>Peers that are asked at the same time.</summary>
    public const int PeersAtOnceMax = 8;

    private const string LeaseName = "restore";

    private readonly ConcurrentDictionary<string, long> triedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> runs = new(StringComparer.Ordinal);
    private Lease? lease;
    private bool hasSkipped;
    private bool hasToldOwn;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        book.TakeSign();
        if (await CompareFilesAsync(cancellationToken) || trust.WasBehind)
            await book.DoubtAsync(cancellationToken);
        await DetectAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Real time, even where a test moves the clock.
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (book.TakeSign())
                {
                    hasSkipped = false;
                    await CompareFilesAsync(stoppingToken);
                }

                await DetectAsync(stoppingToken);
                if (IsOwnBehind != book.Held.Contains(node.Country) && await HoldsLeaseAsync(stoppingToken))
                    await DetectOwnAsync(stoppingToken);
                // What is lacking from now on is another matter than what a person has decided about.
                hasToldOwn &= IsOwnBehind || book.Held.Contains(node.Country);
                if (book.Held.Count > 0 && await HoldsLeaseAsync(stoppingToken))
                    Begin(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault) || fault is RefusalException)
            {
                log.TrustNotConfirmed(fault.GetType().Name);
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                log.HighWaterUnusable(fault, fault.Message);
            }
        }

        await Task.WhenAll(runs.Values);
    }

    /// <summary>Lanes whose store is behind their file stop before anything can leave or come.</summary>
    /// <returns>Whether there is such a lane.</returns>
    private async Task<bool> CompareFilesAsync(CancellationToken cancellation)
    {
        var isAnyBehind = false;
        foreach (var (peer, lane, file) in highWater.All())
        {
            isAnyBehind |= await shell.RunAsync(
                async (session, inner) =>
                {
                    var outgoing = await OutgoingLanes.ReadAsync(session.Connection, peer, lane, isToLock: true, inner);
                    var isBehind = HighWater.IsBehind(outgoing.Cursor, file);
                    if (isBehind)
                        await OutgoingLanes.StopAsync(session.Connection, outgoing, StopReasons.OwnChainBehind, session.Now, inner);
                    return isBehind;
                },
                cancellation);
        }

        return isAnyBehind;
    }

    /// <summary>
    /// Our own country stands for our trust and for what we have published: held, where people see it, while the store is
    /// behind what we once accepted or said. Of several replicas, whose folders may differ, one tells. Where a person accepted
    /// the loss at another one, this one does, too.
    /// </summary>
    private async Task DetectOwnAsync(CancellationToken cancellation)
    {
        var id = PeerStreams.IdOf(node.Country);
        var isBehind = IsOwnBehind;
        var isAccepted = await shell.RunAsync(
            async (session, inner) =>
            {
                var record = await session.FindAsync(PeerStreams.Peers, id, inner);
                if (isBehind && hasToldOwn && record?.Restoration is { EndedAt: not null, AcceptedBy: not null })
                    return true;
                PeerCommand command = isBehind
                    ? new PeerCommand.DetectRestore(session.Stamp(Actor.Clock), id, node.Country)
                    : new PeerCommand.CompleteRestore(session.Stamp(Actor.Clock), Fetched: 0, Rebuilt: 0, NotRebuilt: 0);
                await session.DecideAsync(PeerStreams.Peers, id, command, inner);
                return false;
            },
            cancellation);
        hasToldOwn = isBehind && !isAccepted;
        if (isAccepted)
            AcceptOwnLoss(trust, documents);
        await book.RefreshAsync(cancellation);
    }

    /// <summary>Goes on without the documents that nobody gave back.</summary>
    public static void AcceptOwnLoss(TrustStore trust, IEnumerable<IPublishedDocuments> documents)
    {
        trust.AcceptLoss();
        foreach (var room in documents.Where(room => room.IsBehind))
            room.AcceptLoss();
    }

    private bool IsOwnBehind => trust.IsBehind || documents.Any(room => room.IsBehind);

    /// <summary>Holds each peer with a lane that is behind.</summary>
    private async Task DetectAsync(CancellationToken cancellation)
    {
        HashSet<string> behind;
        await using (var connection = await source.OpenConnectionAsync(cancellation))
            behind = await RestoreTable.BehindAsync(connection, cancellation);
        foreach (var peer in behind)
        {
            if (!hasSkipped)
                await rebuilder.SkipNumbersAsync(cancellation);
            hasSkipped = true;
            var id = PeerStreams.IdOf(peer);
            await shell.RunAsync(
                (session, inner) => session.DecideAsync(
                    PeerStreams.Peers, id, new PeerCommand.DetectRestore(session.Stamp(Actor.Clock), id, peer), inner),
                cancellation);
            log.RestoreDetected(peer);
        }

        if (behind.Count > 0)
            await book.RefreshAsync(cancellation);
    }

    /// <summary>Begins with the peers whose turn it is, the longest untried first.</summary>
    private void Begin(CancellationToken cancellation)
    {
        foreach (var peer in book.Held.Where(peer => peer != node.Country && !trust.IsBehind && IsDue(peer)).OrderBy(peer => triedAt.GetValueOrDefault(peer)).ToList())
        {
            if (runs.Values.Count(run => !run.IsCompleted) >= PeersAtOnceMax)
                return;
            runs[peer] = Task.Run(() => RecoverAsync(peer, cancellation), CancellationToken.None);
        }
    }

    private async Task RecoverAsync(string peer, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(peer, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault) || fault is RefusalException)
        {
            log.TrustNotConfirmed(fault.GetType().Name);
        }
        finally
        {
            triedAt[peer] = Stopwatch.GetTimestamp();
        }
    }

    private async Task RunAsync(string peer, CancellationToken cancellation)
    {
        try
        {
            await recovery.RunAsync(peer, cancellation);
            log.RestoreCompleted(peer);
            await book.RefreshAsync(cancellation);
            contacts.WantTalk(peer);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !StoreFaults.IsStoreAway(fault))
        {
            var code = fault is RecoveryException ? fault.Message : $"FAULT_{fault.GetType().Name}";
            log.RestoreHeld(fault is RecoveryException ? null : fault, peer, code);
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await RestoreTable.FailedAsync(connection, peer, code, cancellation);
        }
    }

    private bool IsDue(string peer) =>
        (!runs.TryGetValue(peer, out var run) || run.IsCompleted)
        && (!triedAt.TryGetValue(peer, out var last) || Stopwatch.GetElapsedTime(last) >= TryAgain);

    private async Task<bool> HoldsLeaseAsync(CancellationToken cancellation)
    {
        if (lease is not { IsHeld: true })
            lease = await leases.TryTakeAsync(LeaseName, cancellation);
        return lease is not null;
    }
}
