using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>Puts documents into signed envelopes.</summary>
public static class EnvelopeSigner
{
    /// <summary>Serializes a document once and signs those bytes.</summary>
    /// <exception cref="ArgumentException">No key, a key twice, too many keys or too large a document.</exception>
    public static Envelope Sign(PayloadType type, IMessage document, params ReadOnlySpan<PrivateKey> keys) =>
        Sign(type, document.ToByteString(), keys);

    /// <summary>Signs exact bytes.</summary>
    /// <exception cref="ArgumentException">No key, a key twice, too many keys or too large a payload.</exception>
    public static Envelope Sign(PayloadType type, ByteString payload, params ReadOnlySpan<PrivateKey> keys)
    {
        if (keys.IsEmpty)
            throw new ArgumentException("An envelope needs a signature.", nameof(keys));
        if (payload.Length is 0 or > EnvelopeLimits.PayloadBytesMax)
            throw new ArgumentException($"A payload has 1 to {EnvelopeLimits.PayloadBytesMax} bytes.", nameof(payload));
        var envelope = new Envelope { PayloadType = type.MediaType, Payload = payload };
        foreach (PrivateKey key in keys)
            AddSignature(envelope, type, key);
        return envelope;
    }

    /// <summary>Adds a signature over the same bytes, e.g. of a key that replaces another. Changes the envelope.</summary>
    /// <exception cref="ArgumentException">Another type, the key has signed already, or no more signatures fit.</exception>
    public static void AddSignature(Envelope envelope, PayloadType type, PrivateKey key)
    {
        if (envelope.PayloadType != type.MediaType)
            throw new ArgumentException($"The envelope holds {envelope.PayloadType}, not {type}.", nameof(envelope));
        if (envelope.Signatures.Count >= type.SignaturesMax)
            throw new ArgumentException($"At most {type.SignaturesMax} signatures fit.", nameof(envelope));
        if (envelope.Signatures.Any(signature => signature.KeyId == key.Public.KeyId))
            throw new ArgumentException("This key has signed already.", nameof(key));
        byte[] content = PreAuthenticationEncoding.Encode(envelope.PayloadType, envelope.Payload.Span);
        envelope.Signatures.Add(new Signature
        {
            KeyId = key.Public.KeyId,
            Signature_ = ByteString.CopyFrom(key.Sign(content)),
        });
    }
}
