using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>A dispatch that came and whose signature, addresses and commitment were checked.</summary>
/// <param name="MessageId">Names the message.</param>
/// <param name="Digest">SHA-256 of the skeleton's payload.</param>
/// <param name="Place">Its place in the chain.</param>
/// <param name="WriteTime">When it was written, by the sender's clock.</param>
/// <param name="Skeleton">The skeleton; unknown fields are kept in it.</param>
/// <param name="Envelope">The signed bytes as they came.</param>
/// <param name="Salt">The salt; null when the sender has erased the content.</param>
/// <param name="Body">The body's bytes as they came; null when the sender has erased the content.</param>
/// <param name="SigningKeyId">The sender's key that signed.</param>
public sealed record ArrivedDispatch(
    Guid MessageId,
    Digest Digest,
    ChainPlace Place,
    DateTimeOffset WriteTime,
    DispatchSkeleton Skeleton,
    Envelope Envelope,
    ByteString? Salt,
    ByteString? Body,
    string SigningKeyId);

/// <summary>What a dispatch says of itself; believed only so far as to answer it.</summary>
/// <param name="MessageId">The id as it came; may be empty or malformed.</param>
/// <param name="Digest">SHA-256 of the payload as it came.</param>
/// <param name="Lane">The lane as it came.</param>
/// <param name="Epoch">The epoch as it came.</param>
/// <param name="Sequence">The number as it came.</param>
public sealed record DispatchClaims(ByteString MessageId, Digest Digest, Lane Lane, ulong Epoch, ulong Sequence)
{
    /// <summary>Reads what can be read.</summary>
    public static DispatchClaims Of(Dispatch dispatch)
    {
        ByteString payload = dispatch.Skeleton?.Payload ?? ByteString.Empty;
        DispatchSkeleton skeleton;
        try
        {
            skeleton = payload.Length <= DispatchLimits.SkeletonBytesMax ? DispatchSkeleton.Parser.ParseFrom(payload) : new();
        }
        catch (InvalidProtocolBufferException)
        {
            skeleton = new DispatchSkeleton();
        }

        ByteString id = skeleton.MessageId.Length == DispatchLimits.MessageIdBytes ? skeleton.MessageId : ByteString.Empty;
        return new DispatchClaims(id, Digest.Of(payload), skeleton.Lane, skeleton.Epoch, skeleton.Sequence);
    }

    /// <summary>What a checked dispatch says of itself.</summary>
    public static DispatchClaims Of(ArrivedDispatch arrived) => new(
        arrived.Skeleton.MessageId, arrived.Digest, arrived.Skeleton.Lane, arrived.Place.Epoch, arrived.Place.Sequence);
}
