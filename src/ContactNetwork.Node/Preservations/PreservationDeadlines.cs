using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations;

/// <summary>What follows when a deadline of a request passes.</summary>
internal sealed class PreservationDeadlines(IOnCallDesk desk) : ITimedRoom
{
    public ImmutableArray<string> StreamKinds { get; } = [PreservationStreams.Requesting.Name, PreservationStreams.Requested.Name];

    /// <summary>The acknowledgement's deadline tells the other country something, which can't be unsaid.</summary>
    public bool IsIrreversible(DueRow row) => row.Item.Key == Deadlines.Acknowledgement;

    public Task ComeDueAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var stamp = session.Stamp(Actor.Clock);
        var messageId = Guid.CreateVersion7(session.Now);
        return row.StreamKind == PreservationStreams.Requesting.Name
            ? session.DecideAsync(
                PreservationStreams.Requesting,
                row.Stream,
                row.Item.Key switch
                {
                    Deadlines.Receipt => new RequestingPreservationCommand.NoteReceiptOverdue(stamp),
                    Deadlines.Acknowledgement => new RequestingPreservationCommand.NoteAcknowledgementOverdue(stamp, messageId),
                    _ => throw Unknown(row),
                },
                cancellation)
            : session.DecideAsync(
                PreservationStreams.Requested,
                row.Stream,
                row.Item.Key switch
                {
                    Deadlines.Predecessor => new RequestedPreservationCommand.NotePredecessorOverdue(stamp),
                    Deadlines.Acknowledgement => new RequestedPreservationCommand.NoteAcknowledgementMissed(
                        stamp, IsLadderExhausted: false, desk.DeskPhone, messageId),
                    _ => throw Unknown(row),
                },
                cancellation);
    }

    private static InvalidOperationException Unknown(DueRow row) => new($"{row.StreamKind} has no deadline {row.Item.Key}.");
}
