using System.Collections.Immutable;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>A room whose streams have deadlines or steps; registered in the container, called by the timekeeper.</summary>
internal interface ITimedRoom
{
    /// <summary>The kinds of streams of this room (<see cref="DueRow.StreamKind"/>).</summary>
    ImmutableArray<string> StreamKinds { get; }

    /// <summary>Whether what follows from this row can't be undone (tell a peer, expire): then it is held while clocks are disputed.</summary>
    bool IsIrreversible(DueRow row);

    /// <summary>
    /// Decides what follows now that the row's time has come, in a session that guards the timekeeper's lease. Its event
    /// takes the row away or sets the next time.
    /// </summary>
    Task ComeDueAsync(WriteSession session, DueRow row, CancellationToken cancellation);

    /// <summary>
    /// Tells people that a row that can't be undone is due and held. Called once for each hold, in a session that guards
    /// the timekeeper's lease.
    /// </summary>
    Task HeldAsync(WriteSession session, DueRow row, CancellationToken cancellation) => Task.CompletedTask;
}
