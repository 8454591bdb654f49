using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
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

    /// <summary>A clock that is wrong, here or there, must not make a deadline pass unseen: the desk is told in place of the peer.</summary>
    public async Task HeldAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var alert = row.StreamKind == PreservationStreams.Requesting.Name
            ? await session.FindAsync(PreservationStreams.Requesting, row.Stream, cancellation) is { } ours
                ? Alert(ours.Id, ours.Reference, ours.RequestedCountry, ours.Urgency, ours.Purpose) : null
            : await session.FindAsync(PreservationStreams.Requested, row.Stream, cancellation) is { } theirs
                ? Alert(theirs.Id, theirs.Reference, theirs.OriginCountry, theirs.Urgency, theirs.Purpose) : null;
        if (alert is not null)
            await desk.CarryOutAsync(session, alert, session.Stamp(Actor.Clock), cancellation);
    }

    private static OnCallOrder.RaiseAlertAbout Alert(Guid id, string reference, string peer, Urgency urgency, Purpose purpose) =>
        new(new AlertSubject(PreservationReactions.SubjectKind, id, reference, peer), AlertCauses.DeadlineHeld, urgency, purpose);

    private static InvalidOperationException Unknown(DueRow row) => new($"{row.StreamKind} has no deadline {row.Item.Key}.");
}
