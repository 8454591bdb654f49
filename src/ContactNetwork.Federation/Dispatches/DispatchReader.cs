using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>Reads and checks dispatches that came.</summary>
public static class DispatchReader
{
    /// <summary>
    /// Checks, in this order: 1. kind and form of the envelope; 2. a signature by a key of the connection's member that
    /// may sign now; 3. the skeleton's form; 4. network and realm; 5. sender and receiver; 6. the commitment.
    /// The place in the chain is judged by <see cref="Chain"/>, the body by its room.
    /// </summary>
    /// <param name="dispatch">What came.</param>
    /// <param name="sender">The member at the other end of the connection.</param>
    /// <param name="trust">The view that the call was admitted by.</param>
    /// <param name="now">The time.</param>
    public static DispatchCheck Read(Dispatch dispatch, TrustedMember sender, TrustSnapshot trust, DateTimeOffset now)
    {
        EnvelopeCheck signatures = EnvelopeVerifier.Verify(dispatch.Skeleton, PayloadType.Dispatch, sender.KeysForArrivals(now));
        if (signatures is EnvelopeCheck.Faulty faulty)
            return new DispatchCheck.Unsound(IsCompromised(dispatch, sender) ? ReceiptReason.KeyCompromised : ReasonOf(faulty.Fault));
        string keyId = ((EnvelopeCheck.SignedBy)signatures).Keys.First().KeyId;
        DispatchSkeleton? skeleton = Parse(dispatch.Skeleton.Payload);
        if (skeleton is null || ReadClaims(dispatch, skeleton, keyId) is not { } arrived)
            return new DispatchCheck.Unsound(ReceiptReason.Malformed);
        if (skeleton.NetworkId != trust.NetworkId || skeleton.Realm != trust.Realm)
            return new DispatchCheck.Unsound(ReceiptReason.WrongRealm);
        if (skeleton.SenderCountry != sender.Country)
            return new DispatchCheck.Unsound(ReceiptReason.WrongSender);
        if (skeleton.ReceiverCountry != trust.OwnCountry)
            return new DispatchCheck.Unsound(ReceiptReason.WrongReceiver);
        return IsCommitted(arrived)
            ? new DispatchCheck.Sound(arrived)
            : new DispatchCheck.Unsound(ReceiptReason.CommitmentMismatch);
    }

    private static ReceiptReason ReasonOf(EnvelopeFault fault) => fault switch
    {
        EnvelopeFault.WrongPayloadType => ReceiptReason.WrongPayloadType,
        EnvelopeFault.Malformed => ReceiptReason.Malformed,
        EnvelopeFault.KeyUnknown => ReceiptReason.KeyUnknown,
        EnvelopeFault.SignatureInvalid => ReceiptReason.SignatureInvalid,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsCompromised(Dispatch dispatch, TrustedMember sender) =>
        dispatch.Skeleton?.Signatures.Any(signature => sender.CompromisedKeyIds.Contains(signature.KeyId)) == true;

    private static DispatchSkeleton? Parse(ByteString payload)
    {
        try
        {
            return payload.Length <= DispatchLimits.SkeletonBytesMax ? DispatchSkeleton.Parser.ParseFrom(payload) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static ArrivedDispatch? ReadClaims(Dispatch dispatch, DispatchSkeleton skeleton, string keyId)
    {
        bool isWellFormed = skeleton.Purpose is Purpose.Real or Purpose.Test
            && skeleton.Lane is Lane.Urgent or Lane.Routine or Lane.Bulk
            && skeleton.Epoch is >= 1 and <= long.MaxValue
            && skeleton.Sequence is >= 1 and <= long.MaxValue
            && skeleton.CaseReference.Length <= DispatchLimits.CaseReferenceCharactersMax
            && PlainText.IsPrintable(skeleton.CaseReference)
            && skeleton.CaseSequence <= int.MaxValue
            && skeleton.BodyCommitment.Length == Digest.Length
            && skeleton.MustUnderstand.Count <= DispatchLimits.MustUnderstandMax
            && skeleton.MustUnderstand.All(feature =>
                feature.Length is > 0 and <= DispatchLimits.FeatureCharactersMax && PlainText.IsPrintable(feature))
            && dispatch.ContentCase != Dispatch.ContentOneofCase.None;
        if (!isWellFormed
            || MessageIds.Read(skeleton.MessageId) is not { } messageId
            || Digest.From(skeleton.PreviousDigest) is not { } previous
            || Times.Read(skeleton.WriteTime) is not { } writeTime)
            return null;
        return new ArrivedDispatch(
            messageId,
            Digest.Of(dispatch.Skeleton.Payload),
            new ChainPlace(skeleton.Epoch, skeleton.Sequence, previous),
            writeTime,
            skeleton,
            dispatch.Skeleton,
            dispatch.Body?.Salt,
            dispatch.Body?.Body,
            keyId);
    }

    private static bool IsCommitted(ArrivedDispatch arrived) =>
        arrived.Salt is null
        || arrived.Body is null
        || (arrived.Salt.Length == DispatchLimits.SaltBytes
            && arrived.Body.Length <= DispatchLimits.BodyBytesMax
            && BodyCommitment.Of(arrived.Salt.Span, arrived.Body.Span).Bytes.Equals(arrived.Skeleton.BodyCommitment));
}

/// <summary>What became of the check of a dispatch.</summary>
public abstract record DispatchCheck
{
    private DispatchCheck()
    {
    }

    /// <summary>It is the sender's, for us, and whole.</summary>
    /// <param name="Dispatch">The dispatch.</param>
    public sealed record Sound(ArrivedDispatch Dispatch) : DispatchCheck;

    /// <summary>Nothing of it may be believed or stored as the sender's.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Unsound(ReceiptReason Reason) : DispatchCheck;
}
