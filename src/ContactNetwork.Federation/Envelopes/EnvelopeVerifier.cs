using System.Collections.Immutable;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>Checks the signatures of an envelope over its bytes as they came.</summary>
public static class EnvelopeVerifier
{
    /// <summary>
    /// Checks kind, limits and signatures. Every signature is tried against the key that its hint names, or against all
    /// given keys when the hint names none of them; each key counts once, whatever number of signatures it made.
    /// </summary>
    /// <param name="envelope">What came.</param>
    /// <param name="expected">The only kind of document that is taken here.</param>
    /// <param name="keys">The keys that count.</param>
    public static EnvelopeCheck Verify(Envelope? envelope, PayloadType expected, IReadOnlyCollection<VerificationKey> keys)
    {
        if (envelope is null)
            return new EnvelopeCheck.Faulty(EnvelopeFault.Malformed);
        if (envelope.PayloadType != expected.MediaType)
            return new EnvelopeCheck.Faulty(EnvelopeFault.WrongPayloadType);
        if (!IsWithinLimits(envelope, expected))
            return new EnvelopeCheck.Faulty(EnvelopeFault.Malformed);
        return CountSigners(envelope, keys);
    }

    private static bool IsWithinLimits(Envelope envelope, PayloadType expected) =>
        envelope.Payload.Length is > 0 and <= EnvelopeLimits.PayloadBytesMax
        && envelope.Signatures.Count > 0
        && envelope.Signatures.Count <= expected.SignaturesMax
        && envelope.Signatures.All(signature => signature.KeyId.Length <= EnvelopeLimits.KeyIdCharactersMax);

    private static EnvelopeCheck CountSigners(Envelope envelope, IReadOnlyCollection<VerificationKey> keys)
    {
        byte[] content = PreAuthenticationEncoding.Encode(envelope.PayloadType, envelope.Payload.Span);
        ImmutableHashSet<VerificationKey> signers = [];
        bool hasFailedHint = false;
        foreach (Signature signature in envelope.Signatures)
        {
            ReadOnlySpan<byte> bytes = signature.Signature_.Span;
            VerificationKey? hinted = keys.FirstOrDefault(key => key.KeyId == signature.KeyId);
            if (hinted is not null && hinted.Verifies(content, bytes))
                signers = signers.Add(hinted);
            else if (FirstThatVerifies(keys, hinted, content, bytes) is { } other)
                signers = signers.Add(other);
            else
                hasFailedHint |= hinted is not null;
        }

        return signers.IsEmpty
            ? new EnvelopeCheck.Faulty(hasFailedHint ? EnvelopeFault.SignatureInvalid : EnvelopeFault.KeyUnknown)
            : new EnvelopeCheck.SignedBy(signers);
    }

    private static VerificationKey? FirstThatVerifies(
        IReadOnlyCollection<VerificationKey> keys, VerificationKey? tried, byte[] content, ReadOnlySpan<byte> signature)
    {
        foreach (VerificationKey key in keys)
        {
            if (key != tried && key.Verifies(content, signature))
                return key;
        }

        return null;
    }
}
