using System.Collections.Concurrent;

namespace ContactNetwork.Node.Clerks;

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
}
