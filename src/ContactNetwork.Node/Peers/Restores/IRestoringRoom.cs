using System.Collections.Immutable;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>A room that can put the facts of its own dispatches back into their cases, after the store was restored from an older backup.</summary>
internal interface IRestoringRoom
{
    /// <summary>The bodies that this room once wrote.</summary>
    ImmutableArray<DispatchBody.BodyOneofCase> Bodies { get; }

    /// <summary>Which stream and case a dispatch of ours belongs to; always the same for the same dispatch.</summary>
    Task<RestoredPlace> PlaceAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation);

    /// <summary>Puts what it says back, in this session; safe to repeat, and never a refusal.</summary>
    Task<RebuildAnswer> RebuildAsync(WriteSession session, RestoredMessage message, CancellationToken cancellation);

    /// <summary>Lets numbers that were perhaps given to people since the backup never be given again.</summary>
    Task SkipNumbersAsync(CancellationToken cancellation);
}

/// <summary>Where a dispatch of ours belongs.</summary>
/// <param name="Stream">The stream that owed it.</param>
/// <param name="StreamKind">The stream's kind.</param>
/// <param name="CaseId">The case whose key seals it.</param>
internal sealed record RestoredPlace(Guid Stream, string StreamKind, Guid CaseId);

/// <summary>A dispatch of ours that another country gave back, its signature and commitment checked.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Skeleton">The signed part.</param>
/// <param name="Body">What it says.</param>
/// <param name="Place">Where it belongs.</param>
internal sealed record RestoredMessage(Guid MessageId, DispatchSkeleton Skeleton, DispatchBody Body, RestoredPlace Place);

/// <summary>What became of the facts of a dispatch. Numbers are stored.</summary>
internal enum RebuildAnswer : short
{
    /// <summary>The other side's message about the case must come again first.</summary>
    Waits = 0,

    /// <summary>Its facts are in its case.</summary>
    Rebuilt = 1,

    /// <summary>It is only kept as sent.</summary>
    Never = 2,
}
