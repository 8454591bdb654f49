using System.Diagnostics;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// The right to act on one thing for a while. Check <see cref="IsHeld"/> immediately before each act, and write each outcome
/// in a session with <see cref="Store.WriteSession.Guard"/>: then a frozen process that wakes up does no second effect.
/// </summary>
internal sealed class Lease(string name, long epoch, long takenAt)
{
    private long keptAt = takenAt;
    private volatile bool isLost;

    /// <summary>What may be acted on, e.g. "lane/XB/URGENT".</summary>
    public string Name { get; } = name;

    /// <summary>Counts the takings of this lease; an outcome carries it.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>Whether it is held, by this process's monotonic clock, with a margin before the database's end.</summary>
    public bool IsHeld => !isLost && Stopwatch.GetElapsedTime(Volatile.Read(ref keptAt)) < Leases.HeldFor;

    /// <summary>Throws where it is not held: the last line before an act.</summary>
    public void AssertHeld()
    {
        if (!IsHeld)
            throw new LeaseLostException(Name, Epoch);
    }

    /// <summary>Notes a renewal that was asked for at this time stamp.</summary>
    internal void Keep(long askedAt) => Volatile.Write(ref keptAt, askedAt);

    /// <summary>Notes that it is another's now.</summary>
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
