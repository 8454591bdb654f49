using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>What a peer's picture shows to be wrong with a lane.</summary>
internal enum Finding
{
    /// <summary>The peer holds a dispatch of ours that we don't know: our chain is behind, as after a restore.</summary>
    OwnChainBehind,

    /// <summary>The peer holds another dispatch of ours under a number than we do.</summary>
    OwnForked,

    /// <summary>The peer no longer holds what it had receipted.</summary>
    PeerLost,

    /// <summary>The peer's own chain is behind what it once sent us.</summary>
    PeerChainBehind,

    /// <summary>The peer's own chain has another dispatch under a number than it once sent us.</summary>
    PeerForked,
}

/// <summary>A finding in a lane.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Finding">What is wrong.</param>
/// <param name="Cursor">What the peer showed.</param>
/// <param name="IsProven">Whether the cursor's proof holds: the dispatch is signed by the country whose chain it is.</param>
internal sealed record LaneFinding(Lane Lane, Finding Finding, ChainCursor Cursor, bool IsProven)
{
    /// <summary>The peer's number.</summary>
    public ulong Sequence => Cursor.Sequence;
}

/// <summary>
/// Compares a peer's picture of the chains with ours. What the peer shows too much is compared with what we knew after
/// the picture came; what it shows too little, with what we knew before it was drawn: so nothing that is on its way
/// looks like trouble.
/// </summary>
internal static class PictureJudge
{
    /// <summary>Judges.</summary>
    /// <param name="picture">The peer's picture.</param>
    /// <param name="trust">Our trust, for the proofs.</param>
    /// <param name="before">Our chains before the picture was drawn; null where that is not known.</param>
    /// <param name="after">Our chains after the picture came.</param>
    /// <param name="sentDigest">The digest of a dispatch that we sent; null where there is none.</param>
    public static async Task<ImmutableArray<LaneFinding>> JudgeAsync(
        NodePicture picture,
        TrustSnapshot trust,
        PeerChains? before,
        PeerChains after,
        Func<Lane, ulong, ulong, Task<Digest?>> sentDigest)
    {
        var findings = ImmutableArray.CreateBuilder<LaneFinding>();
        foreach (var lane in PeerLanes.All)
        {
            var incoming = CursorOf(picture.Incoming, lane);
            if (await JudgeOwnAsync(incoming, picture.Country, trust, before, after, sentDigest) is { } own)
                findings.Add(new LaneFinding(lane, own, incoming, IsOurs(incoming, picture.Country, trust)));
            var outgoing = CursorOf(picture.Outgoing, lane);
            if (JudgePeers(outgoing, before, after) is { } theirs)
                findings.Add(new LaneFinding(lane, theirs, outgoing, IsTheirs(outgoing, picture.Country, trust)));
        }

        return findings.ToImmutable();
    }

    private static async Task<Finding?> JudgeOwnAsync(
        ChainCursor theirs,
        string peer,
        TrustSnapshot trust,
        PeerChains? before,
        PeerChains after,
        Func<Lane, ulong, ulong, Task<Digest?>> sentDigest)
    {
        var lane = theirs.Lane.FromWire();
        var ours = after.Outgoing.GetValueOrDefault(lane);
        // What is as it is here is no finding; most cursors are, and their proof needs no check.
        if (theirs.Sequence > 0 && !(ours is not null && IsSame(theirs, ours.Cursor)) && IsOurs(theirs, peer, trust))
        {
            var isAhead = ours is null
                || theirs.Epoch > ours.Cursor.Epoch
                || (theirs.Epoch == ours.Cursor.Epoch && theirs.Sequence > ours.Cursor.Sequence);
            if (isAhead)
                return Finding.OwnChainBehind;
            // What a closed epoch held was brought up to date, or given up by a person, when the new one opened.
            var isOfThisEpoch = theirs.Epoch == ours!.Cursor.Epoch;
            if (isOfThisEpoch
                && (await sentDigest(lane, theirs.Epoch, theirs.Sequence) is not { } sent || !sent.Bytes.Equals(theirs.Digest)))
                return Finding.OwnForked;
        }

        // Showing less costs nothing but a repetition, so it needs no proof.
        return before?.Outgoing.GetValueOrDefault(lane) is { } known
            && known.Cursor.Epoch == ours?.Cursor.Epoch
            && known.Receipted > 0
            && (theirs.Epoch < known.Cursor.Epoch || theirs.Sequence < known.Receipted)
                ? Finding.PeerLost
                : null;
    }

    private static Finding? JudgePeers(ChainCursor theirs, PeerChains? before, PeerChains after)
    {
        var lane = theirs.Lane.FromWire();
        if (after.Incoming.GetValueOrDefault(lane) is { } ours
            && theirs.Epoch == ours.Cursor.Epoch
            && theirs.Sequence == ours.Cursor.Sequence
            && theirs.Sequence > 0
            && !theirs.Digest.Equals(ours.Cursor.Digest.Bytes))
            return Finding.PeerForked;
        return before?.Incoming.GetValueOrDefault(lane) is { Cursor: { Sequence: > 0 } received }
            && (theirs.Epoch < received.Epoch || (theirs.Epoch == received.Epoch && theirs.Sequence < received.Sequence))
                ? Finding.PeerChainBehind
                : null;
    }

    /// <summary>
    /// A cursor counts only with our own signed dispatch as proof, by whatever key of ours: a key that was withdrawn since is
    /// the usual one after a restore. What follows is a lane that stops, and nothing is believed by this alone.
    /// </summary>
    private static bool IsOurs(ChainCursor theirs, string peer, TrustSnapshot trust) =>
        trust.Own is { } own && IsProven(theirs, trust.OwnCountry, peer, own.KeysEver(), trust);

    /// <summary>A cursor of the peer's own chain needs no proof to stop its lane; only with one is it evidence.</summary>
    private static bool IsTheirs(ChainCursor theirs, string peer, TrustSnapshot trust) =>
        trust.FindMember(peer) is { } member && IsProven(theirs, peer, trust.OwnCountry, member.KeysForEarlier(), trust);

    private static bool IsProven(
        ChainCursor theirs, string sender, string receiver, IReadOnlyCollection<VerificationKey> keys, TrustSnapshot trust)
    {
        if (theirs.Proof is null
            || EnvelopeVerifier.Verify(theirs.Proof, PayloadType.Dispatch, keys) is not EnvelopeCheck.SignedBy
            || !Digest.Of(theirs.Proof.Payload).Bytes.Equals(theirs.Digest))
            return false;
        try
        {
            var skeleton = DispatchSkeleton.Parser.ParseFrom(theirs.Proof.Payload);
            return skeleton.SenderCountry == sender
                && skeleton.ReceiverCountry == receiver
                && skeleton.NetworkId == trust.NetworkId
                && skeleton.Realm == trust.Realm
                && skeleton.Lane == theirs.Lane
                && skeleton.Epoch == theirs.Epoch
                && skeleton.Sequence == theirs.Sequence;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    /// <summary>Whether a cursor shows the same dispatch under the same number.</summary>
    public static bool IsSame(ChainCursor theirs, Federation.Dispatches.ChainPosition ours) =>
        theirs.Epoch == ours.Epoch && theirs.Sequence == ours.Sequence && theirs.Digest.Equals(ours.Digest.Bytes);

    /// <summary>A lane that the picture leaves out has not begun for the peer.</summary>
    public static ChainCursor CursorOf(IEnumerable<ChainCursor> cursors, Lane lane) =>
        cursors.FirstOrDefault(cursor => cursor.Lane == lane.ToWire()) ?? new ChainCursor { Lane = lane.ToWire() };
}
