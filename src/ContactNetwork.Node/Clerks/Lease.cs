using System.Diagnostics;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// A claim on a piece of work that other replicas respect: an owner, an epoch and an end by the database clock.
/// The holder asks <see cref="IsHeld"/> immediately before each act, and writes every outcome in a session with
/// <c>session.Guard(lease)</c>, which fails with <see cref="LeaseLostException"/> where the epoch is no longer its own.
/// </summary>
internal sealed class Lease(string name, Guid owner, long epoch)
{
    private long endTimestamp;
    private volatile bool isLost;

    /// <summary>What is claimed, e.g. "deliver/XB/1".</summary>
    public string Name { get; } = name;

    /// <summary>The replica.</summary>
    public Guid Owner { get; } = owner;

    /// <summary>Counts the claims of this name by anybody; an older one is worth nothing.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>
    /// Whether it certainly holds now, by this machine's monotonic clock: a process that was frozen finds it ended.
    /// Never by the injected clock, because the end is a fact of the database's real time.
    /// </summary>
    public bool IsHeld => !isLost && Stopwatch.GetTimestamp() < Volatile.Read(ref endTimestamp);

    /// <summary>Throws where it no longer holds: the last line before an act.</summary>
    public void AssertHeld()
    {
        if (!IsHeld)
            throw new LeaseLostException(Name, Epoch);
    }

    /// <summary>Renewed: counts from the instant before the renewal was sent.</summary>
    internal void ExtendFrom(long sentTimestamp, TimeSpan length) =>
        Volatile.Write(ref endTimestamp, sentTimestamp + (long)(length.TotalSeconds * Stopwatch.Frequency));

    /// <summary>Released, taken over, or the replica lost its place.</summary>
    internal void Lose() => isLost = true;
}

/// <summary>The lease ended or was taken over; whoever has it now goes on. Nothing was written.</summary>
internal sealed class LeaseLostException : Exception
{
    /// <summary>The holder found it ended before the act.</summary>
    public LeaseLostException(string name, long epoch)
        : base($"The lease {name} of epoch {epoch} is no longer held.")
    {
    }

    /// <summary>The store refused the outcome.</summary>
    public LeaseLostException(Exception fault)
        : base("The lease was taken over before the outcome was written.", fault)
    {
    }
}
