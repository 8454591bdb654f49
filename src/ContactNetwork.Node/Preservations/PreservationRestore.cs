using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.Node.Store;
using BodyCase = ContactNetwork.Federation.V1.DispatchBody.BodyOneofCase;

namespace ContactNetwork.Node.Preservations;

/// <summary>
/// Puts back what this country's own signed messages say: requests that it filed and withdrew, and that somebody here took
/// one of another country. The rest (pages, missed deadlines, reminders) happened and is kept as sent; saying it again would
/// page again.
/// </summary>
internal sealed class PreservationRestore(Policy policy, ReferenceNumbers numbers) : IRestoringRoom
{
    public ImmutableArray<BodyCase> Bodies { get; } =
    [
        BodyCase.PreservationSubmitted,
        BodyCase.PreservationReminder,
        BodyCase.PreservationWithdrawn,
        BodyCase.PreservationDeskPaged,
        BodyCase.PreservationAcknowledged,
        BodyCase.PreservationNotYetAcknowledged,
        BodyCase.PreservationWithdrawalConfirmed,
    ];

    public async Task<RestoredPlace> PlaceAsync(
        WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation)
    {
        if (!IsOfRequestingSide(body))
        {
            var received = PreservationIds.OfReceived(skeleton.ReceiverCountry, skeleton.CaseReference);
            return new RestoredPlace(received, PreservationStreams.Requested.Name, received);
        }

        var known = await BoardTable.FindFiledAsync(
            session.Connection, [skeleton.CaseReference], skeleton.ReceiverCountry, cancellation);
        var filed = known.TryGetValue(skeleton.CaseReference, out var id)
            ? id
            : PreservationIds.OfRestored(skeleton.ReceiverCountry, skeleton.CaseReference);
        return new RestoredPlace(filed, PreservationStreams.Requesting.Name, filed);
    }

    public async Task<RebuildAnswer> RebuildAsync(WriteSession session, RestoredMessage message, CancellationToken cancellation) =>
        IsOfRequestingSide(message.Body)
            ? await RebuildFiledAsync(session, message, cancellation)
            : await RebuildReceivedAsync(session, message, cancellation);

    public Task SkipNumbersAsync(CancellationToken cancellation) => numbers.SkipAsync(cancellation);

    private async Task<RebuildAnswer> RebuildFiledAsync(WriteSession session, RestoredMessage message, CancellationToken cancellation)
    {
        var state = await session.FindAsync(PreservationStreams.Requesting, message.Place.Stream, cancellation);
        if (state?.Message(message.MessageId) is not null)
            return RebuildAnswer.Rebuilt;
        RequestingPreservationCommand command;
        switch (message.Body.BodyCase)
        {
            case BodyCase.PreservationSubmitted when state is null && message.Body.PreservationSubmitted is { Content: { } content } submitted:
                command = new RequestingPreservationCommand.RestoreFiling(
                    Stamp(session, message, "filed", submitted.FileTime) with { PolicyVersion = submitted.PolicyVersion },
                    message.Place.Stream,
                    message.Skeleton.CaseReference,
                    message.Skeleton.ReceiverCountry,
                    (Domain.Urgency)submitted.Urgency,
                    (Domain.Purpose)message.Skeleton.Purpose,
                    PeerContent.Read(content),
                    message.MessageId,
                    policy.Current);
                break;
            case BodyCase.PreservationWithdrawn when state is { Stage: not RequestingStage.Withdrawn }:
                var withdrawn = message.Body.PreservationWithdrawn;
                command = new RequestingPreservationCommand.RestoreWithdrawal(
                    Stamp(session, message, "withdrawn", withdrawn.WithdrawTime), withdrawn.Reason, message.MessageId);
                break;
            default:
                return RebuildAnswer.Never;
        }

        await session.DecideAsync(PreservationStreams.Requesting, message.Place.Stream, command, cancellation);
        return RebuildAnswer.Rebuilt;
    }

    private static async Task<RebuildAnswer> RebuildReceivedAsync(
        WriteSession session, RestoredMessage message, CancellationToken cancellation)
    {
        var state = await session.FindAsync(PreservationStreams.Requested, message.Place.Stream, cancellation);
        if (state?.Message(message.MessageId) is not null)
            return RebuildAnswer.Rebuilt;
        if (message.Body.BodyCase != BodyCase.PreservationAcknowledged || state?.Acknowledgement is not null)
            return RebuildAnswer.Never;
        if (state?.ReceivedAt is null)
            return RebuildAnswer.Waits;
        var taken = message.Body.PreservationAcknowledged;
        var command = new RequestedPreservationCommand.RestoreAcknowledgement(
            Stamp(session, message, taken.Role, taken.AcknowledgeTime), taken.LocalReference, taken.Note, message.MessageId);
        await session.DecideAsync(PreservationStreams.Requested, message.Place.Stream, command, cancellation);
        return RebuildAnswer.Rebuilt;
    }

    /// <summary>When it happened, by our own words; the actor tells that it was restored, and from whom.</summary>
    private static Stamp Stamp(
        WriteSession session, RestoredMessage message, string role, Google.Protobuf.WellKnownTypes.Timestamp? occurred) =>
        session.Stamp(Actor.Restored(role, message.Skeleton.ReceiverCountry)) with
        {
            At = occurred.Or(message.Skeleton.WriteTime.Or(session.Now)),
        };

    private static bool IsOfRequestingSide(DispatchBody body) => body.BodyCase
        is BodyCase.PreservationSubmitted or BodyCase.PreservationReminder or BodyCase.PreservationWithdrawn;
}
