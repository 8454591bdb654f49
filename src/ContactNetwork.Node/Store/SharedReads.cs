using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Node.Clerks;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Lets callers share what one of them has read: while it is young, and only until something of its topic is committed. A
/// commit of this process counts before its caller is answered, one of another replica as soon as its word arrives, and
/// at the latest when the answer is too old. What is shared must not depend on who asks, and nobody may change it.
/// </summary>
internal sealed class SharedReads<TKey, TAnswer>(Wake wake, string topic)
    where TKey : notnull
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan SharedFor = TimeSpan.FromMilliseconds(250);

    /// <summary>How many answers are kept at most.</summary>
    public const int KeysMax = 256;

    private readonly ConcurrentDictionary<TKey, Shared> reads = new();

    /// <summary>The answer to a key: shared, or read now for all who ask meanwhile. Such a reading does not end with its first caller.</summary>
    public Task<TAnswer> ReadAsync(TKey key, Func<TKey, Task<TAnswer>> read, CancellationToken cancellation)
    {
        if (reads.TryGetValue(key, out var known) && known.IsFresh)
            return known.Answer.Value.IsCompleted ? known.Answer.Value : known.Answer.Value.WaitAsync(cancellation);
        if (reads.Count >= KeysMax)
            reads.Clear();
        // Registered before the reading, so that no commit falls between. Two who come here at once may both read.
        var shared = new Shared(wake.Next(topic), Stopwatch.GetTimestamp(), new Lazy<Task<TAnswer>>(() => read(key)));
        reads[key] = shared;
        return shared.Answer.Value.WaitAsync(cancellation);
    }

    private sealed record Shared(Task Changed, long ReadAt, Lazy<Task<TAnswer>> Answer)
    {
        public bool IsFresh => !Changed.IsCompleted && Stopwatch.GetElapsedTime(ReadAt) < SharedFor
            && !(Answer.IsValueCreated && (Answer.Value.IsFaulted || Answer.Value.IsCanceled));
    }
}
