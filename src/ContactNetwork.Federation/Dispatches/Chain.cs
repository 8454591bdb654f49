namespace ContactNetwork.Federation.Dispatches;

/// <summary>How far a chain has come.</summary>
/// <param name="Epoch">The epoch; 0 before the first dispatch.</param>
/// <param name="Sequence">The last number; 0 before the first dispatch of the epoch.</param>
/// <param name="Digest">The digest of that dispatch; zero before the first.</param>
public readonly record struct ChainPosition(ulong Epoch, ulong Sequence, Digest Digest)
{
    /// <summary>The place of the dispatch that follows.</summary>
    public ChainPlace Next() => new(Math.Max(Epoch, 1), Sequence + 1, Digest);

    /// <summary>The cursor after a dispatch.</summary>
    public static ChainPosition After(ChainPlace place, Digest digest) => new(place.Epoch, place.Sequence, digest);
}

/// <summary>What a dispatch is to a chain.</summary>
public enum ChainVerdict
{
    /// <summary>The next one: it may be stored.</summary>
    Next,

    /// <summary>The first one of a new epoch: it may be stored.</summary>
    NewEpoch,

    /// <summary>Stored already, exactly this one.</summary>
    Duplicate,

    /// <summary>Numbers are missing before it.</summary>
    Gap,

    /// <summary>Its number was used for another dispatch: the lane stops.</summary>
    Fork,

    /// <summary>It has the next number but follows another dispatch than the last: the lane stops.</summary>
    Broken,

    /// <summary>Its epoch is over.</summary>
    OldEpoch,
}

/// <summary>The arithmetic of chains: pure.</summary>
public static class Chain
{
    /// <summary>
    /// Judges a dispatch against the receiver's cursor. Lock the cursor while you act on the answer.
    /// </summary>
    /// <param name="cursor">How far the chain has come at the receiver.</param>
    /// <param name="place">The dispatch's place.</param>
    /// <param name="digest">The dispatch's digest.</param>
    /// <param name="stored">
    /// The digest stored under the dispatch's epoch and number; null when there is none. Digests are kept for ever, so
    /// that an old number with another content is always noticed.
    /// </param>
    public static ChainVerdict Judge(ChainPosition cursor, ChainPlace place, Digest digest, Digest? stored)
    {
        if (stored is { } kept)
            return kept == digest ? ChainVerdict.Duplicate : ChainVerdict.Fork;
        if (place.Epoch < cursor.Epoch)
            return ChainVerdict.OldEpoch;
        if (place.Epoch > cursor.Epoch)
            return JudgeFirst(cursor, place);
        if (place.Sequence <= cursor.Sequence)
            return ChainVerdict.Fork;
        if (place.Sequence > cursor.Sequence + 1)
            return ChainVerdict.Gap;
        return place.PreviousDigest == cursor.Digest ? ChainVerdict.Next : ChainVerdict.Broken;
    }

    /// <summary>The number that the receiver expects next in the dispatch's epoch.</summary>
    public static ulong Expected(ChainPosition cursor, ChainPlace place) =>
        place.Epoch > cursor.Epoch ? 1 : cursor.Sequence + 1;

    private static ChainVerdict JudgeFirst(ChainPosition cursor, ChainPlace place)
    {
        if (place.Sequence != 1)
            return ChainVerdict.Gap;
        if (place.PreviousDigest != Digest.Zero)
            return ChainVerdict.Broken;
        return cursor.Epoch == 0 ? ChainVerdict.Next : ChainVerdict.NewEpoch;
    }
}
