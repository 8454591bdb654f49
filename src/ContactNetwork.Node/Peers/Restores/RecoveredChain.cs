using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Follows what a peer gives back of one lane: each dispatch must follow the one before it, so that nothing is left out,
/// repeated or out of order. One that only keys of ours signed which count no more waits until a later one that is vouched
/// for names it, through the chain, as its predecessor, or until the high-water file knows its digest.
/// </summary>
/// <param name="start">The last number that our store knows as answered.</param>
/// <param name="startDigest">The digest under that number; null where it is not known.</param>
/// <param name="file">The high-water file; null where there is none.</param>
internal sealed class RecoveredChain(ChainPosition start, Digest? startDigest, ChainPosition? file)
{
    /// <summary>Dispatches that may wait for something that vouches for them.</summary>
    public const int WaitingMax = 256;

    private readonly List<OwnDispatch> waiting = [];
    private Digest? lastDigest = startDigest;

    /// <summary>The epoch of the last one.</summary>
    public ulong Epoch { get; private set; } = start.Epoch;

    /// <summary>The number of the last one.</summary>
    public ulong Sequence { get; private set; } = start.Sequence;

    /// <summary>Takes the next one; answers those that are believed by now, in their order.</summary>
    /// <exception cref="RecoveryException">It does not follow, or what waits can't be believed any more.</exception>
    public ImmutableArray<OwnDispatch> Add(OwnDispatch next)
    {
        if (next.Place.Epoch > Epoch)
            Begin(next);
        else
            Follow(next);
        (Epoch, Sequence, lastDigest) = (next.Place.Epoch, next.Place.Sequence, next.Digest);
        waiting.Add(next);
        if (!next.IsVouchedFor && !IsInFile(next))
            return waiting.Count <= WaitingMax ? [] : throw new RecoveryException(RecoveryCodes.NotBelieved);
        ImmutableArray<OwnDispatch> believed = [.. waiting];
        waiting.Clear();
        return believed;
    }

    /// <summary>The peer has given all it has.</summary>
    /// <exception cref="RecoveryException">Nothing vouched for the last ones.</exception>
    public void End()
    {
        if (waiting.Count > 0)
            throw new RecoveryException(RecoveryCodes.NotBelieved);
    }

    /// <summary>The first of an epoch names nothing before it, so it vouches for nothing before it either.</summary>
    private void Begin(OwnDispatch first)
    {
        End();
        if (first.Place.Sequence != 1 || first.Place.PreviousDigest != Digest.Zero)
            throw new RecoveryException(RecoveryCodes.ChainBroken);
    }

    private void Follow(OwnDispatch next)
    {
        if (next.Place.Epoch != Epoch || next.Place.Sequence != Sequence + 1)
            throw new RecoveryException(RecoveryCodes.ChainBroken);
        if (lastDigest is { } last && next.Place.PreviousDigest != last)
            throw new RecoveryException(StopReasons.Fork);
    }

    private bool IsInFile(OwnDispatch dispatch)
    {
        if (file is not { } high || high.Epoch != dispatch.Place.Epoch || high.Sequence != dispatch.Place.Sequence)
            return false;
        return high.Digest == dispatch.Digest ? true : throw new RecoveryException(StopReasons.Fork);
    }
}
