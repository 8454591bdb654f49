namespace ContactNetwork.Node.Clerks;

/// <summary>
/// The clock by which due work comes due: the database's, so that all replicas agree. Where a test injects a
/// <see cref="TimeProvider"/> of its own, this follows it.
/// </summary>
internal interface IStoreClock
{
    /// <summary>The instant, UTC.</summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// False while the clock jumped lately, or while two of database, node and peers disagree by more than 5 minutes: then
    /// what can't be undone (expire, lapse, tell the peer) is held and alarmed instead of done.
    /// </summary>
    bool IsTrusted { get; }
}

/// <summary>Somebody else's clock: a room that measures it registers itself in the container.</summary>
internal interface IClockWitness
{
    /// <summary>How far each measured clock is ahead of this node's, by its name, e.g. "XB"; only what was measured within minutes.</summary>
    IReadOnlyDictionary<string, TimeSpan> Offsets { get; }
}

/// <summary>The clock of a test.</summary>
internal sealed class InjectedClock(TimeProvider time) : IStoreClock
{
    public DateTimeOffset Now => time.GetUtcNow();

    public bool IsTrusted => true;
}
