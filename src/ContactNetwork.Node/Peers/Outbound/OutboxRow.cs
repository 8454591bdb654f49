using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>A dispatch with its number and its exact signed bytes.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Sequence">The number.</param>
/// <param name="Digest">The digest.</param>
/// <param name="Envelope">The signed skeleton.</param>
/// <param name="Content">Salt and body, opened.</param>
/// <param name="CaseId">Whose key seals the content.</param>
/// <param name="Stream">The stream that owed it.</param>
/// <param name="StreamKind">The stream's kind.</param>
/// <param name="OwedAt">Since when it was owed.</param>
/// <param name="TraceParent">The trace that it belongs to; null when none, or no longer known.</param>
internal sealed record OutboxRow(
    Guid MessageId,
    ulong Epoch,
    ulong Sequence,
    Digest Digest,
    Envelope Envelope,
    DispatchContent Content,
    Guid CaseId,
    Guid Stream,
    string StreamKind,
    DateTimeOffset OwedAt,
    string? TraceParent)
{
    /// <summary>The message to send.</summary>
    public Dispatch ToMessage()
    {
        var message = new WrittenDispatch(Envelope, Digest, Content).ToMessage();
        message.TraceParent = TraceParent ?? "";
        return message;
    }

    /// <summary>As a receipt must name it.</summary>
    public SentDispatch Sent(ChainAddress address) => new(MessageId, Digest, address, Epoch, Sequence);
}
