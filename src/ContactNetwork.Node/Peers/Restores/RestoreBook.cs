using System.Diagnostics;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// With which peers nothing may travel now: all, while our trust is behind what we once accepted; those whose chains are ahead of our restored store, and, in a database that
/// may have been restored, those with which our chains were not compared yet. Served from memory, read every second.
/// </summary>
internal sealed class RestoreBook(
    NpgsqlDataSource source, TrustStore trust, PeerContacts contacts, Alarms alarms, ILogger<RestoreBook> log) : BackgroundService
{
    /// <summary>How often the store is read.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often a talk is asked for with a peer that was not compared.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, long> asked = new(StringComparer.Ordinal);
    private volatile View view = new([], [], []);
    private string? storeSeen;
    private int hasSign;

    /// <summary>Whether dispatches may travel to and from a peer.</summary>
    public bool IsOpen(string peer) => !trust.IsBehind && view is var now && !now.Held.Contains(peer) && !now.Uncompared.Contains(peer);

    /// <summary>The peers that are held until our own dispatches are fetched back; our own country while our trust is behind.</summary>
    public IReadOnlyCollection<string> Held => view.Held;

    /// <summary>The peers with which our chains were not compared in this database.</summary>
    public IReadOnlyCollection<string> Uncompared => view.Uncompared;

    /// <summary>Whether the database was seen, since this was last asked, to be another one than ours.</summary>
    public bool TakeSign() => Interlocked.Exchange(ref hasSign, 0) != 0;

    /// <summary>
    /// Once the database is known to be another one than ours, every member must be compared, also one that it has never
    /// met: the backup may be older than our first words to it.
    /// </summary>
    public async Task DoubtAsync(CancellationToken cancellation)
    {
        await using (var connection = await source.OpenConnectionAsync(cancellation))
            await DoubtAsync(connection, cancellation);
        await RefreshAsync(cancellation);
    }

    /// <summary>Whether cases with a peer wait for what it sends again.</summary>
    public bool HasWaiting(string peer) => view.Waiting.Contains(peer);

    /// <summary>Reads before the ports open.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads the store; several may want it at once.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            await ReadAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var before = view;
        var uncompared = await StoreInstance.UncomparedAsync(connection, cancellation);
        var store = await StoreInstance.NameAsync(connection, cancellation);
        var isOther = storeSeen is null ? uncompared.Count > 0 : storeSeen != store;
        storeSeen = store;
        if (isOther)
        {
            // Also while the node runs, where somebody puts an older store in the place of ours.
            Interlocked.Exchange(ref hasSign, 1);
            await DoubtAsync(connection, cancellation);
            uncompared = await StoreInstance.UncomparedAsync(connection, cancellation);
        }

        view = new View(
            await RestoreTable.HeldAsync(connection, cancellation),
            [.. uncompared],
            await RestoreTable.WaitingAsync(connection, cancellation));
        foreach (var peer in before.Held.Except(view.Held))
            alarms.Set(PeersAlarms.RestoreHeld(peer), false);
        foreach (var peer in view.Held)
            alarms.Set(PeersAlarms.RestoreHeld(peer), true);
        var isToLearn = trust.IsBehind ? trust.Last.Members.Keys.Where(country => country != trust.Last.OwnCountry) : [];
        foreach (var peer in view.Uncompared.Union(isToLearn).Where(IsToAsk))
            contacts.WantTalk(peer);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Real time, even where a test moves the clock.
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                log.TrustNotConfirmed(fault.GetType().Name);
            }
        }
    }

    private async Task DoubtAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var snapshot = trust.Last;
        var others = snapshot.Members.Values
            .Where(member => member.Country != snapshot.OwnCountry && member.State != Federation.V1.MemberState.Withdrawn)
            .Select(member => member.Country);
        if (await StoreInstance.DoubtAsync(connection, others, cancellation) is var count and > 0)
            log.StoreDoubted(count);
    }

    private bool IsToAsk(string peer)
    {
        var now = Stopwatch.GetTimestamp();
        if (asked.TryGetValue(peer, out var last) && Stopwatch.GetElapsedTime(last, now) < AskEvery)
            return false;
        asked[peer] = now;
        return true;
    }

    private sealed record View(HashSet<string> Held, HashSet<string> Uncompared, HashSet<string> Waiting);
}
