using System.Security.Cryptography;
using Google.Protobuf;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>Salt and body of a message, and the commitment to them, which stays when they are erased.</summary>
public sealed record DispatchContent
{
    private DispatchContent(Digest commitment, ByteString? salt, ByteString? body) =>
        (Commitment, Salt, Body) = (commitment, salt, body);

    /// <summary>What the skeleton holds.</summary>
    public Digest Commitment { get; }

    /// <summary>The salt; null when it was erased.</summary>
    public ByteString? Salt { get; }

    /// <summary>The serialized body; null when it was erased.</summary>
    public ByteString? Body { get; }

    /// <summary>Tells that salt and body are gone.</summary>
    public bool IsErased => Salt is null || Body is null;

    /// <summary>Commits to a body with fresh salt.</summary>
    /// <exception cref="ArgumentException">The body is empty or over its limit.</exception>
    public static DispatchContent Of(ByteString body) =>
        Of(ByteString.CopyFrom(RandomNumberGenerator.GetBytes(DispatchLimits.SaltBytes)), body);

    /// <summary>Takes salt and body that were committed to before.</summary>
    /// <exception cref="ArgumentException">The body is empty or over its limit, or the salt has another length.</exception>
    public static DispatchContent Of(ByteString salt, ByteString body)
    {
        if (salt.Length != DispatchLimits.SaltBytes)
            throw new ArgumentException($"A salt has {DispatchLimits.SaltBytes} bytes.", nameof(salt));
        if (body.Length is 0 or > DispatchLimits.BodyBytesMax)
            throw new ArgumentException($"A body has 1 to {DispatchLimits.BodyBytesMax} bytes.", nameof(body));
        return new DispatchContent(BodyCommitment.Of(salt.Span, body.Span), salt, body);
    }

    /// <summary>Content that was erased after it was committed to.</summary>
    public static DispatchContent Erased(Digest commitment) => new(commitment, null, null);

    /// <summary>Content that was erased before anybody committed to it: the commitment is to nothing that is known.</summary>
    public static DispatchContent ErasedBefore() => Erased(Digest.From(RandomNumberGenerator.GetBytes(Digest.Length)));
}
