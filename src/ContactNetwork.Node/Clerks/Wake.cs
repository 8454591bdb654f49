using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.Clerks;

/// <summary>Work in a group whose time has come, just committed here.</summary>
internal readonly record struct OwedNow(string Kind, string Group, Urgency Urgency);

/// <summary>
/// Wakes those who wait in this process, and hands the topics on for the other replicas (<see cref="WakeRelay"/>).
/// A signal is a hint: whoever waits also looks every <see cref="LookEvery"/>, so a lost one costs a second.
/// </summary>
internal sealed class Wake
{
    /// <summary>How long anybody waits at most before looking by itself.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> waits = new();
    private readonly ConcurrentDictionary<string, bool> outgoing = new();
    private readonly ConcurrentDictionary<string, Func<OwedNow, bool>> takers = new();

    /// <summary>
    /// Work was committed here: a clerk of this process that has the group's lease begins it at once, else it is woken to
    /// look; the other replicas are woken too.
    /// </summary>
    public void HandOver(IReadOnlyCollection<OwedNow> work)
    {
        foreach (var owed in work)
        {
            var topic = WakeTopics.DueOf(owed.Kind);
            if (!takers.TryGetValue(owed.Kind, out var taker) || !taker(owed))
                SignalLocally(topic);
            outgoing[topic] = true;
        }

        if (work.Count > 0)
            SignalLocally(RelayTopic);
    }

    /// <summary>Offers work of these kinds, committed here, to a clerk first; until disposed. The taker must be quick, and says whether it took it.</summary>
    public IDisposable Take(ImmutableArray<string> kinds, Func<OwedNow, bool> taker)
    {
        foreach (var kind in kinds)
            takers[kind] = taker;
        return new Taker(this, kinds);
    }

    /// <summary>Something of these topics was committed here: wakes this process now, and the others soon.</summary>
    public void Signal(IEnumerable<string> topics)
    {
        var isAny = false;
        foreach (var topic in topics)
        {
            isAny = true;
            SignalLocally(topic);
            outgoing[topic] = true;
        }

        if (isAny)
            SignalLocally(RelayTopic);
    }

    /// <summary>Takes note of the topic's next signal; await it with <see cref="WaitAsync"/> after looking, so that none is missed between.</summary>
    public Task Next(string topic) => Source(topic).Task;

    /// <summary>
    /// The same for the next signal of any of some topics. Who looks again and again hands in what it had before: while no
    /// signal came, that still holds, and a new one for each look would pile up at topics that nobody signals for days.
    /// </summary>
    public Task NextOf(Task? before, IEnumerable<string> topics) => before is { IsCompleted: false } ? before : Task.WhenAny(topics.Select(Next));

    /// <summary>Waits for the signal, or for the time to look.</summary>
    public static async Task WaitAsync(Task signal, TimeSpan longest, CancellationToken cancellation)
    {
        try
        {
            await signal.WaitAsync(longest, cancellation);
        }
        catch (TimeoutException)
        {
            // Time to look.
        }
    }

    /// <summary>Waits until the pause after an instant is over; not at all where it is over already.</summary>
    public static Task PauseAsync(long since, TimeSpan pause, CancellationToken cancellation) =>
        pause - Stopwatch.GetElapsedTime(since) is var rest && rest > TimeSpan.Zero ? Task.Delay(rest, cancellation) : Task.CompletedTask;

    /// <summary>Wakes this process only.</summary>
    internal void SignalLocally(string topic)
    {
        if (waits.TryRemove(topic, out var source))
            source.TrySetResult();
    }

    /// <summary>Signalled when there is something for the other replicas.</summary>
    internal const string RelayTopic = "$relay";

    /// <summary>Takes the topics that the other replicas have not been told of.</summary>
    internal IReadOnlyList<string> TakeOutgoing() => [.. outgoing.Keys.Where(topic => outgoing.TryRemove(topic, out _))];

    private TaskCompletionSource Source(string topic) =>
        waits.GetOrAdd(topic, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class Taker(Wake wake, ImmutableArray<string> kinds) : IDisposable
    {
        public void Dispose()
        {
            foreach (var kind in kinds)
                wake.takers.TryRemove(kind, out _);
        }
    }
}
