using System.Collections.Immutable;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>Reads bodies.</summary>
public static class Bodies
{
    /// <summary>Reads a body and says why not, if not.</summary>
    public static BodyReading Read(ByteString? bytes)
    {
        if (bytes is null)
            return new(null, ReceiptReason.BodyErased);
        if (bytes.IsEmpty)
            return new(null, ReceiptReason.BodyInvalid);
        try
        {
            DispatchBody body = DispatchBody.Parser.ParseFrom(bytes);
            // Bytes that fill no known field are a body of a later vocabulary.
            return body.BodyCase == DispatchBody.BodyOneofCase.None
                ? new(null, ReceiptReason.BodyUnknown)
                : new(body, ReceiptReason.Unspecified);
        }
        catch (InvalidProtocolBufferException)
        {
            return new(null, ReceiptReason.BodyInvalid);
        }
    }

    /// <summary>The features that a dispatch demands and this node lacks.</summary>
    public static ImmutableArray<string> MissingFeatures(DispatchSkeleton skeleton, IReadOnlySet<string> known) =>
        [.. skeleton.MustUnderstand.Where(feature => !known.Contains(feature)).Distinct()];
}

/// <summary>A body, or why there is none.</summary>
/// <param name="Body">The body; null when it can't be used.</param>
/// <param name="Reason">Why it can't be used; unspecified when it can.</param>
public sealed record BodyReading(DispatchBody? Body, ReceiptReason Reason);
