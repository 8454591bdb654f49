using System.Diagnostics;

namespace ContactNetwork.Node.Clerks.Leases;

/// <summary>
/// The right to act on one thing for a while. Check <see cref="IsHeld"/> immediately before each act, and write each outcome
/// in a transaction that calls <see cref="AssertSql"/>: then a frozen process that wakes up does no second effect.
/// </summary>
internal sealed class Lease(string name, long epoch, long takenAt)
{
    /// <summary>
    /// The statement that fails with <see cref="LeaseSchema.LeaseLostState"/> unless the lease is still of this epoch; its
    /// parameters are name and epoch. It locks the lease's row until the transaction ends.
    /// </summary>
    public const string AssertSql = "select node.assert_lease(?, ?)";

    private long keptAt = takenAt;
    private volatile bool isLost;

    /// <summary>What may be acted on, e.g. "lane/XB/URGENT".</summary>
    public string Name { get; } = name;

    /// <summary>Counts the takings of this lease; an outcome carries it.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>Whether it is held, by this process's monotonic clock, with a margin before the database's end.</summary>
    public bool IsHeld => !isLost && Stopwatch.GetElapsedTime(Volatile.Read(ref keptAt)) < Leases.HeldFor;

    /// <summary>Notes a renewal that was asked for at this time stamp.</summary>
    internal void Keep(long askedAt) => Volatile.Write(ref keptAt, askedAt);

    /// <summary>Notes that it is another's now.</summary>
    internal void Lose() => isLost = true;
}
