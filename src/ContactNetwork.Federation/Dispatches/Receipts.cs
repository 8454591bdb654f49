using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>Writes and checks receipts.</summary>
public static class Receipts
{
    /// <summary>Drafts a receipt; add what goes with its reason, then sign it.</summary>
    /// <param name="trust">The receiver's own view.</param>
    /// <param name="sender">The country that sent the dispatch.</param>
    /// <param name="claims">What the dispatch says of itself.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">When the outcome is committed.</param>
    public static Receipt Draft(
        TrustSnapshot trust, string sender, DispatchClaims claims, Outcome outcome, ReceiptReason reason, DateTimeOffset now) => new()
        {
            MessageId = claims.MessageId,
            Digest = claims.Digest.Bytes,
            NetworkId = trust.NetworkId,
            Realm = trust.Realm,
            ReceiverCountry = trust.OwnCountry,
            SenderCountry = sender,
            Lane = claims.Lane,
            Epoch = claims.Epoch,
            Sequence = claims.Sequence,
            ReceiveTime = Timestamp.FromDateTimeOffset(now),
            Outcome = outcome,
            Reason = reason,
        };

    /// <summary>Signs a receipt.</summary>
    public static Envelope Sign(Receipt receipt, PrivateKey key) => EnvelopeSigner.Sign(PayloadType.Receipt, receipt, key);

    /// <summary>Checks a receipt that answers a dispatch of ours: signature, and that it is about exactly this dispatch.</summary>
    /// <param name="envelope">What came.</param>
    /// <param name="sent">The dispatch that was sent.</param>
    /// <param name="receiver">The member that was sent to.</param>
    /// <param name="now">The time.</param>
    public static ReceiptCheck Check(Envelope? envelope, SentDispatch sent, TrustedMember receiver, DateTimeOffset now) =>
        Check(envelope, [sent], receiver.KeysForArrivals(now));

    /// <summary>
    /// Checks a receipt that was made earlier: the first one of a duplicate. It may be about any dispatch by which we sent
    /// the message, because a message may have changed its lane.
    /// </summary>
    public static ReceiptCheck CheckEarlier(Envelope? envelope, IReadOnlyCollection<SentDispatch> sent, TrustedMember receiver) =>
        Check(envelope, sent, receiver.KeysForEarlier());

    /// <summary>
    /// Checks an earlier receipt by every key that its receiver ever had, but those in wrong hands. A withdrawn key proves
    /// nothing to anybody's advantage: act only on what such a receipt says was *not* taken.
    /// </summary>
    public static ReceiptCheck CheckBadNews(Envelope? envelope, IReadOnlyCollection<SentDispatch> sent, TrustedMember receiver) =>
        Check(envelope, sent, [.. receiver.KeysEver().Where(key => !receiver.CompromisedKeyIds.Contains(key.KeyId))]);

    /// <summary>
    /// Has our present key vouch for an earlier receipt of ours, by a signature over the same bytes: whoever gets it now
    /// counts no key that was withdrawn since. What is not ours stays as it is.
    /// </summary>
    /// <param name="earlier">A receipt from our own log.</param>
    /// <param name="own">Ourselves; null while no roster names us.</param>
    /// <param name="key">The present signing key.</param>
    public static Envelope Renew(Envelope earlier, TrustedMember? own, PrivateKey key)
    {
        if (own is null
            || earlier.Signatures.Any(signature => signature.KeyId == key.Public.KeyId)
            || earlier.Signatures.Count >= EnvelopeLimits.SignaturesMax
            || EnvelopeVerifier.Verify(earlier, PayloadType.Receipt, own.KeysEver()) is not EnvelopeCheck.SignedBy)
            return earlier;
        Envelope renewed = earlier.Clone();
        EnvelopeSigner.AddSignature(renewed, PayloadType.Receipt, key);
        return renewed;
    }

    /// <summary>Reads a receipt without believing it, to find out what it is about; null when it is none.</summary>
    public static Receipt? Peek(Envelope? envelope)
    {
        if (envelope is null || envelope.PayloadType != PayloadType.Receipt.MediaType
            || envelope.Payload.Length > DispatchLimits.ReceiptBytesMax)
            return null;
        try
        {
            return Receipt.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static ReceiptCheck Check(
        Envelope? envelope, IReadOnlyCollection<SentDispatch> sent, IReadOnlyCollection<VerificationKey> keys)
    {
        if (EnvelopeVerifier.Verify(envelope, PayloadType.Receipt, keys) is not EnvelopeCheck.SignedBy signed)
            return new ReceiptCheck.Bad(ReceiptFault.NotSigned);
        if (Peek(envelope) is not { } receipt
            || Times.Read(receipt.ReceiveTime) is not { } time
            || receipt.Outcome == Outcome.Unspecified)
            return new ReceiptCheck.Bad(ReceiptFault.Malformed);
        return sent.Any(dispatch => dispatch.IsNamedBy(receipt))
            ? new ReceiptCheck.Good(receipt, time, signed.Keys.First().KeyId)
            : new ReceiptCheck.Bad(ReceiptFault.OtherDispatch);
    }
}

/// <summary>A dispatch of ours, as a receipt must name it.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Digest">The digest.</param>
/// <param name="Address">The chain.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Sequence">The number.</param>
public sealed record SentDispatch(Guid MessageId, Digest Digest, ChainAddress Address, ulong Epoch, ulong Sequence)
{
    internal bool IsNamedBy(Receipt receipt) =>
        MessageIds.Read(receipt.MessageId) == MessageId
        && receipt.Digest.Equals(Digest.Bytes)
        && receipt.NetworkId == Address.NetworkId
        && receipt.Realm == Address.Realm
        && receipt.SenderCountry == Address.Sender
        && receipt.ReceiverCountry == Address.Receiver
        && receipt.Lane == Address.Lane
        && receipt.Epoch == Epoch
        && receipt.Sequence == Sequence;
}

/// <summary>What became of the check of a receipt.</summary>
public abstract record ReceiptCheck
{
    private ReceiptCheck()
    {
    }

    /// <summary>The receiver's own word about this dispatch.</summary>
    /// <param name="Receipt">The receipt.</param>
    /// <param name="ReceiveTime">When the outcome was committed there.</param>
    /// <param name="SigningKeyId">The key that signed it.</param>
    public sealed record Good(Receipt Receipt, DateTimeOffset ReceiveTime, string SigningKeyId) : ReceiptCheck;

    /// <summary>Not to be believed: send again.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Bad(ReceiptFault Fault) : ReceiptCheck;
}

/// <summary>Why a receipt is not believed.</summary>
public enum ReceiptFault
{
    /// <summary>It is missing, another kind of document, or not signed by a key of the receiver.</summary>
    NotSigned,

    /// <summary>It can't be read, or holds no time or outcome.</summary>
    Malformed,

    /// <summary>It is about another dispatch.</summary>
    OtherDispatch,
}
