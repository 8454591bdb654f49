using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>What every clerk stands on.</summary>
internal sealed record ClerkTools(DueTable Due, Leases Leases, Wake Wake, IStoreClock Clock);

/// <summary>
/// A loop that does due work of some kinds, group by group: it looks, takes the lease of each group that has work, and
/// works in several groups at once. It looks when it is woken and at least every second; what was committed here in a
/// group whose lease it holds is begun without a look. A share of its hands is kept for groups without urgent work, so
/// that thousands of urgent rows for a peer that hangs never starve the rest.
/// </summary>
internal abstract class Clerk(ClerkTools tools, ILogger log) : BackgroundService
{
    /// <summary>Groups worked in at once.</summary>
    public const int HandsMax = 32;

    /// <summary>Of those, how many may be groups with urgent work.</summary>
    public const int UrgentHandsMax = 24;

    /// <summary>How long a lease without work is kept, so that the next work finds it.</summary>
    private static readonly TimeSpan IdleKept = TimeSpan.FromSeconds(10);

    /// <summary>Least time between two looks, so that a flood of commits is looked at in bundles. After quiet none is waited for.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, Urgency> working = new();
    private readonly ConcurrentDictionary<string, (Lease Lease, long Since)> idle = new();
    private readonly ConcurrentDictionary<string, Task> tasks = new();
    private readonly ConcurrentDictionary<string, bool> again = new();

    /// <summary>Names the clerk: "courier", "pager", "timekeeper".</summary>
    public abstract string Name { get; }

    /// <summary>The kinds of due work that it does.</summary>
    public abstract ImmutableArray<string> Kinds { get; }

    /// <summary>When it last looked for work; null before the first look.</summary>
    public DateTimeOffset? LookedAt { get; private set; }

    /// <summary>How many leases it holds.</summary>
    public int HeldLeases => idle.Count + working.Count;

    protected ClerkTools Tools => tools;

    protected ILogger Log => log;

    /// <summary>
    /// Works in a group until nothing in it is due or the lease ends. Check the lease immediately before each act; write
    /// outcomes in sessions that guard it.
    /// </summary>
    protected abstract Task WorkAsync(string group, Lease lease, CancellationToken cancellation);

    /// <summary>Finds the groups that have work now, the most urgent first, but for some.</summary>
    protected virtual Task<IReadOnlyList<(string Group, Urgency Urgency)>> FindGroupsAsync(
        DateTimeOffset now, IReadOnlyCollection<string> except, CancellationToken cancellation) =>
        tools.Due.GroupsAsync(Kinds, now, except, cancellation);

    /// <summary>Whether work in a group may begin now. Asked from any thread.</summary>
    protected virtual bool MayBegin(string group) => true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var taker = tools.Wake.Take(Kinds, owed => TryBegin(owed, stoppingToken));
        Task? signal = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var lookedAt = Stopwatch.GetTimestamp();
                signal = tools.Wake.NextOf(signal, Topics());
                var wait = await LookAsync(stoppingToken);
                await Wake.WaitAsync(signal, wait, stoppingToken);
                await Wake.PauseAsync(lookedAt, LookPause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                log.ClerkCannotLook(Name, fault.GetType().Name);
                await Task.Delay(Wake.LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(tasks.Values);
    }

    private IEnumerable<string> Topics() => [WakeTopics.Due, OwnTopic, .. Kinds.Select(WakeTopics.DueOf)];

    private string OwnTopic => $"$clerk/{Name}";

    /// <summary>Looks once, sets to work, and says how long to wait.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken cancellation)
    {
        var now = tools.Clock.Now;
        var groups = await FindGroupsAsync(now, [.. working.Keys], cancellation);
        LookedAt = now;
        foreach (var (group, urgency) in groups)
        {
            if (HasHandFor(urgency) && await LeaseAsync(group, cancellation) is { } lease)
                Begin(group, urgency, lease, cancellation);
        }

        await GiveBackIdleAsync(cancellation);
        var next = await tools.Due.NextAsync(Kinds, now, cancellation);
        var wait = next is null ? Wake.LookEvery : next.Value - tools.Clock.Now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Wake.LookEvery ? Wake.LookEvery : wait;
    }

    private bool HasHandFor(Urgency urgency) =>
        working.Count < HandsMax && (urgency == Urgency.Routine || working.Values.Count(other => other != Urgency.Routine) < UrgentHandsMax);

    private async Task<Lease?> LeaseAsync(string group, CancellationToken cancellation)
    {
        if (idle.TryRemove(group, out var kept) && kept.Lease.IsHeld)
            return kept.Lease;
        return await tools.Leases.TryTakeAsync(group, cancellation);
    }

    /// <summary>
    /// Begins what was just committed here, where the group's lease is at hand. A group in work goes on with it, one that
    /// rests is looked at when its rest is over; anything else is for the next look.
    /// </summary>
    private bool TryBegin(OwedNow owed, CancellationToken cancellation)
    {
        if (working.ContainsKey(owed.Group))
        {
            again[owed.Group] = true;
            return true;
        }

        if (!MayBegin(owed.Group))
            return true;
        if (!HasHandFor(owed.Urgency) || !idle.TryRemove(owed.Group, out var kept) || !kept.Lease.IsHeld)
            return false;
        Begin(owed.Group, owed.Urgency, kept.Lease, cancellation);
        return true;
    }

    /// <summary>Only whoever took the lease gets here, so a group is never begun twice.</summary>
    private void Begin(string group, Urgency urgency, Lease lease, CancellationToken cancellation)
    {
        working[group] = urgency;
        tasks[group] = Task.Run(() => RunAsync(group, lease, cancellation), CancellationToken.None);
    }

    private async Task RunAsync(string group, Lease lease, CancellationToken cancellation)
    {
        try
        {
            do
            {
                again.TryRemove(group, out _);
                await WorkAsync(group, lease, cancellation);
            }
            while (again.ContainsKey(group) && lease.IsHeld && MayBegin(group));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The process stops; what is due stays due.
        }
        catch (LeaseLostException)
        {
            log.WorkLeaseLost(Name, group);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault) || fault is RefusalException { Refusal.Kind: RefusalKind.Unavailable })
        {
            log.ClerkCannotLook(Name, fault.GetType().Name);
            await Task.Delay(Wake.LookEvery, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception fault)
        {
            log.GroupFailed(fault, Name, group);
            await Task.Delay(Wake.LookEvery, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // In this order: whoever finds the lease idle finds the group out of work too, and the look that follows finds
        // what came meanwhile.
        working.TryRemove(group, out _);
        tasks.TryRemove(group, out _);
        if (lease.IsHeld)
            idle[group] = (lease, Stopwatch.GetTimestamp());
        tools.Wake.SignalLocally(OwnTopic);
    }

    private async Task GiveBackIdleAsync(CancellationToken cancellation)
    {
        foreach (var (group, (lease, since)) in idle)
        {
            if (Stopwatch.GetElapsedTime(since) > IdleKept && idle.TryRemove(group, out _))
                await tools.Leases.GiveBackAsync(lease, cancellation);
        }
    }
}
