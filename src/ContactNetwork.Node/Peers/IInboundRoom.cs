using System.Collections.Immutable;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// A room that takes bodies from other nations. Peers owns the table, rooms own the rows: a room registers itself in the
/// container and names the bodies that it takes; no two rooms take the same.
/// </summary>
internal interface IInboundRoom
{
    /// <summary>The bodies that this room takes.</summary>
    ImmutableArray<DispatchBody.BodyOneofCase> Bodies { get; }

    /// <summary>Reads what is needed for many dispatches of one sender, at once for all of them. Optional.</summary>
    Task PrepareAsync(
        WriteSession session, IReadOnlyList<(DispatchSkeleton Skeleton, DispatchBody Body)> dispatches, CancellationToken cancellation) =>
        Task.CompletedTask;

    /// <summary>
    /// The case that a dispatch is about, by this side's id; its key seals the body in the inbox. It answers for a case
    /// that is not here yet too, always with the same id.
    /// </summary>
    Task<Guid> FindCaseAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation);

    /// <summary>
    /// Turns the body into commands, in the session that stores the dispatch. What it throws that is not an answer means
    /// that processing failed. It may be called again for the same dispatch: the deciders absorb it.
    /// </summary>
    Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation);
}

/// <summary>A verified dispatch.</summary>
/// <param name="MessageId">Names the message.</param>
/// <param name="Skeleton">The signed part.</param>
/// <param name="Body">What it says, commitment checked.</param>
/// <param name="CaseId">The case, by this side's id.</param>
/// <param name="SigningKeyId">The key that signed it.</param>
internal sealed record InboundDispatch(
    Guid MessageId,
    DispatchSkeleton Skeleton,
    DispatchBody Body,
    Guid CaseId,
    string SigningKeyId);

/// <summary>What a room makes of a dispatch.</summary>
internal abstract record InboundAnswer
{
    private InboundAnswer()
    {
    }

    /// <summary>It is processed: STORED.</summary>
    public sealed record Processed : InboundAnswer;

    /// <summary>It is refused for a lasting reason: REFUSED. Nothing of it was decided in the session.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(ReceiptReason Reason) : InboundAnswer;

    /// <summary>It is processed.</summary>
    public static InboundAnswer Done { get; } = new Processed();
}
