using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// A dispatch of ours as another country gave it back: believed only by our own signature. That may be by a key that was
/// withdrawn since, as after every change of keys; then something else must vouch for it, see <see cref="RecoveredChain"/>.
/// </summary>
/// <param name="MessageId">The message.</param>
/// <param name="Place">Its epoch, number and predecessor.</param>
/// <param name="Digest">The digest.</param>
/// <param name="Skeleton">The signed part.</param>
/// <param name="Envelope">The signed bytes.</param>
/// <param name="Content">Salt and body, commitment checked.</param>
/// <param name="Body">What it says; null where it was erased or is not known.</param>
/// <param name="Receipt">The receiver's signed answer; null where it is not to be believed.</param>
/// <param name="ReceiptEnvelope">The answer's bytes.</param>
/// <param name="IsByKeyThatCounts">Whether a key of ours signed that was neither withdrawn nor named in a notice.</param>
internal sealed record OwnDispatch(
    Guid MessageId,
    ChainPlace Place,
    Digest Digest,
    DispatchSkeleton Skeleton,
    Envelope Envelope,
    DispatchContent Content,
    DispatchBody? Body,
    ReceiptCheck.Good? Receipt,
    Envelope ReceiptEnvelope,
    bool IsByKeyThatCounts)
{
    /// <summary>
    /// Whether it is vouched for by itself: by a key that counts, or by the receiver, who signed for it when its key counted
    /// there. A thief of a withdrawn key alone has neither.
    /// </summary>
    public bool IsVouchedFor => IsByKeyThatCounts || Receipt is not null;

    /// <summary>Checks that it is ours, to this peer in this lane, and whole; null where it is not.</summary>
    public static OwnDispatch? Read(RecoveredDispatch given, ChainAddress address, TrustSnapshot trust, TrustedMember receiver)
    {
        if (trust.Own is not { } own
            || EnvelopeVerifier.Verify(given.Dispatch?.Skeleton, PayloadType.Dispatch, own.KeysEver()) is not EnvelopeCheck.SignedBy signed
            || Parse(given.Dispatch!.Skeleton.Payload) is not { } skeleton
            || MessageIds.Read(skeleton.MessageId) is not { } messageId
            || Digest.From(skeleton.PreviousDigest) is not { } previous
            || Digest.From(skeleton.BodyCommitment) is not { } commitment
            || Address(skeleton) != address
            || skeleton.Epoch is 0 or > long.MaxValue
            || skeleton.Sequence is 0 or > long.MaxValue)
            return null;
        var body = given.Dispatch.Body;
        if (body is not null && (body.Salt.Length != DispatchLimits.SaltBytes || BodyCommitment.Of(body.Salt.Span, body.Body.Span) != commitment))
            return null;
        var digest = Digest.Of(given.Dispatch.Skeleton.Payload);
        var place = new ChainPlace(skeleton.Epoch, skeleton.Sequence, previous);
        var sent = new SentDispatch(messageId, digest, address, place.Epoch, place.Sequence);
        return new OwnDispatch(
            messageId,
            place,
            digest,
            skeleton,
            given.Dispatch.Skeleton,
            body is null ? DispatchContent.Erased(commitment) : DispatchContent.Of(body.Salt, body.Body),
            Bodies.Read(body?.Body).Body,
            given.Receipt is null ? null : Receipts.CheckEarlier(given.Receipt, [sent], receiver) as ReceiptCheck.Good,
            given.Receipt ?? new Envelope(),
            own.KeysForEarlier().Any(signed.Keys.Contains));
    }

    private static ChainAddress Address(DispatchSkeleton skeleton) =>
        new(skeleton.NetworkId, skeleton.Realm, skeleton.SenderCountry, skeleton.ReceiverCountry, skeleton.Lane);

    private static DispatchSkeleton? Parse(ByteString payload)
    {
        try
        {
            return DispatchSkeleton.Parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
