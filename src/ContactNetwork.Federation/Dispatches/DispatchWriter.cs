using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>Writes and signs dispatches.</summary>
public static class DispatchWriter
{
    /// <summary>Serializes the skeleton once and signs those bytes.</summary>
    /// <exception cref="ArgumentException">Something is over its limit; nothing was signed.</exception>
    public static WrittenDispatch Write(DispatchDraft draft, PrivateKey key)
    {
        ThrowIfOverLimit(draft);
        var skeleton = new DispatchSkeleton
        {
            MessageId = MessageIds.ToBytes(draft.MessageId),
            NetworkId = draft.Address.NetworkId,
            Realm = draft.Address.Realm,
            Purpose = draft.Purpose,
            SenderCountry = draft.Address.Sender,
            ReceiverCountry = draft.Address.Receiver,
            Lane = draft.Address.Lane,
            Epoch = draft.Place.Epoch,
            Sequence = draft.Place.Sequence,
            PreviousDigest = draft.Place.PreviousDigest.Bytes,
            WriteTime = Timestamp.FromDateTimeOffset(draft.WriteTime),
            CaseReference = draft.CaseReference,
            CaseSequence = draft.CaseSequence,
            MustUnderstand = { draft.MustUnderstand },
            BodyCommitment = draft.Content.Commitment.Bytes,
        };
        Envelope envelope = EnvelopeSigner.Sign(PayloadType.Dispatch, skeleton, key);
        return new WrittenDispatch(envelope, Digest.Of(envelope.Payload), draft.Content);
    }

    private static void ThrowIfOverLimit(DispatchDraft draft)
    {
        if (draft.CaseReference.Length > DispatchLimits.CaseReferenceCharactersMax)
            throw new ArgumentException("The case reference is too long.", nameof(draft));
        if (draft.MustUnderstand.Length > DispatchLimits.MustUnderstandMax
            || draft.MustUnderstand.Any(feature => feature.Length is 0 or > DispatchLimits.FeatureCharactersMax))
            throw new ArgumentException("There are too many features, or too long ones.", nameof(draft));
    }
}
