using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// Talks with every other member at least once a minute, in small networks at most 20 s apart, so that trouble is noticed
/// though nobody writes. Of several replicas one talks with a peer at a time.
/// </summary>
internal sealed class HelloLoop(TrustStore trust, Talk talk, PeerContacts contacts, Leases leases, ILogger<HelloLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    // Real time, even where a test moves the clock: silence is counted by it.
    private readonly TalkTurns turns = new(TimeProvider.System);
    private readonly Share[] shares = [.. Enumerable.Range(0, GreetingLimits.Shares).Select(_ => new Share())];
    private readonly ConcurrentDictionary<string, Task> talks = new(StringComparer.Ordinal);
    private Told told = new(0, 0, 0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        contacts.TalkWanted += turns.Want;
        trust.Changed += OnTrustChanged;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            contacts.TalkWanted -= turns.Want;
            trust.Changed -= OnTrustChanged;
        }

        await Task.WhenAll(talks.Values);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var snapshot = trust.Last;
        List<string> others =
        [
            .. snapshot.Members.Values
                .Where(member => member.Country != snapshot.OwnCountry && member.State != MemberState.Withdrawn && !member.IsSuspendedHere)
                .Select(member => member.Country),
        ];
        HashSet<string> ours = new(StringComparer.Ordinal);
        foreach (var share in others.GroupBy(GreetingLimits.ShareOf))
        {
            if (await LeaseAsync(share.Key, cancellation))
                ours.UnionWith(share);
        }

        foreach (var country in turns.Take(ours, () => GreetingLimits.Pause(others.Count)))
            talks[country] = Task.Run(() => TalkAsync(country, cancellation), CancellationToken.None);
    }

    /// <summary>Replicas divide the peers by shares: a lease for each peer would cost more than the talks.</summary>
    private async Task<bool> LeaseAsync(int number, CancellationToken cancellation)
    {
        var share = shares[number];
        if (share.Lease is { IsHeld: true })
            return true;
        if (share.AskedAt is { } asked && Stopwatch.GetElapsedTime(asked) < AskAgain)
            return false;
        share.AskedAt = Stopwatch.GetTimestamp();
        try
        {
            share.Lease = await leases.TryTakeAsync($"hello/{number}", cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
        {
            share.Lease = null;
        }

        return share.Lease is not null;
    }

    private async Task TalkAsync(string country, CancellationToken cancellation)
    {
        var hasAnswered = false;
        try
        {
            hasAnswered = await talk.HoldAsync(country, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault) || fault is RefusalException)
        {
            log.HelloFailed(country, fault.GetType().Name);
        }
        catch (Exception fault)
        {
            log.HelloBroken(fault, country);
        }
        finally
        {
            turns.End(country, hasAnswered);
        }
    }

    /// <summary>A new roster, new keys of our own, and a notice that keys are in wrong hands are told at once.</summary>
    private void OnTrustChanged()
    {
        var snapshot = trust.Last;
        var now = new Told(snapshot.Rosters.Current?.Version ?? 0, snapshot.Own?.Keys?.Version ?? 0, snapshot.Notices.Length);
        if (Interlocked.Exchange(ref told, now) != now)
            turns.WantAll();
    }

    /// <summary>What of our trust the others should know soon.</summary>
    private sealed record Told(ulong Roster, ulong KeySet, int Notices);

    private sealed class Share
    {
        public Lease? Lease { get; set; }

        public long? AskedAt { get; set; }
    }
}
