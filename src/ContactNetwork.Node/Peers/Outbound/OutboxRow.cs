using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;

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

/// <summary>A due row of a lane that has no number in it yet.</summary>
/// <param name="Row">The row.</param>
/// <param name="WasSent">Whether the message has a number of another lane or epoch.</param>
internal sealed record OwedRow(DueRow Row, bool WasSent)
{
    /// <summary>The message.</summary>
    public Guid MessageId => Guid.ParseExact(Row.Item.Key, "N");
}
