using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.Node.Store;
using Google.Protobuf.WellKnownTypes;
using BodyCase = ContactNetwork.Federation.V1.DispatchBody.BodyOneofCase;

namespace ContactNetwork.Node.Preservations;

/// <summary>
/// Takes the messages of other countries about requests: those of the requesting side make or change a request here, those
/// of the requested side change our picture of theirs.
/// </summary>
internal sealed class PreservationInbound(NodeIdentity node, Policy policy, IOnCallDesk desk) : IInboundRoom
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

    public async Task PrepareAsync(
        WriteSession session, IReadOnlyList<(DispatchSkeleton Skeleton, DispatchBody Body)> dispatches, CancellationToken cancellation)
    {
        var fromRequesting = dispatches.ToLookup(dispatch => IsFromRequestingSide(dispatch.Body), dispatch => dispatch.Skeleton);
        var received = fromRequesting[true].Select(skeleton => PreservationIds.OfReceived(skeleton.SenderCountry, skeleton.CaseReference));
        var filed = session.Note<FiledCases>();
        foreach (var ofPeer in fromRequesting[false].GroupBy(skeleton => skeleton.SenderCountry))
        {
            string[] references = [.. ofPeer.Select(skeleton => skeleton.CaseReference).Distinct()];
            var ids = await BoardTable.FindFiledAsync(session.Connection, references, ofPeer.Key, cancellation);
            foreach (var reference in references)
                filed.Ids[(ofPeer.Key, reference)] = ids.TryGetValue(reference, out var id) ? id : null;
        }

        Guid[] here = [.. received.Distinct()];
        Guid[] ours = [.. filed.Ids.Values.OfType<Guid>().Distinct()];
        await session.PrefetchAsync(PreservationStreams.Requested, here, cancellation);
        await session.PrefetchAsync(PreservationStreams.Requesting, ours, cancellation);
        await desk.PrepareAsync(session, PreservationReactions.SubjectKind, [.. here, .. ours], cancellation);
    }

    public async Task<Guid> FindCaseAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation)
    {
        if (IsFromRequestingSide(body))
            return PreservationIds.OfReceived(skeleton.SenderCountry, skeleton.CaseReference);
        if (!session.Note<FiledCases>().Ids.TryGetValue((skeleton.SenderCountry, skeleton.CaseReference), out var filed))
        {
            var found = await BoardTable.FindFiledAsync(session.Connection, [skeleton.CaseReference], skeleton.SenderCountry, cancellation);
            filed = found.TryGetValue(skeleton.CaseReference, out var id) ? id : null;
        }

        return filed ?? PreservationIds.OfUnknown(skeleton.SenderCountry, skeleton.CaseReference);
    }

    public async Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        var owner = IsFromRequestingSide(dispatch.Body) ? dispatch.Skeleton.SenderCountry : node.Country;
        var isRightCountry = ReferenceNumber.TryParse(dispatch.Skeleton.CaseReference, out var reference, out _)
            && reference?.Country == owner && reference.ToString() == dispatch.Skeleton.CaseReference;
        if (!isRightCountry)
            return new InboundAnswer.Refused(ReceiptReason.BodyInvalid);
        return IsFromRequestingSide(dispatch.Body)
            ? await DecideAsync(session, dispatch, cancellation)
            : await RecordAsync(session, dispatch, cancellation);
    }

    private static bool IsFromRequestingSide(DispatchBody body) => body.BodyCase
        is BodyCase.PreservationSubmitted or BodyCase.PreservationReminder or BodyCase.PreservationWithdrawn;

    /// <summary>What the requesting side says of its request.</summary>
    private async Task<InboundAnswer> DecideAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        var stamp = session.Stamp(Actor.Peer(dispatch.Skeleton.SenderCountry));
        var about = new IncomingCase(
            dispatch.CaseId,
            dispatch.Skeleton.SenderCountry,
            dispatch.Skeleton.CaseReference,
            (Domain.Lane)dispatch.Skeleton.Lane,
            (Domain.Purpose)dispatch.Skeleton.Purpose);
        RequestedPreservationCommand command;
        switch (dispatch.Body.BodyCase)
        {
            case BodyCase.PreservationSubmitted:
                var submitted = dispatch.Body.PreservationSubmitted;
                if (submitted.Content is null)
                    return new InboundAnswer.Refused(ReceiptReason.BodyInvalid);
                command = new RequestedPreservationCommand.ReceivePreservation(
                    stamp,
                    about,
                    Proof(dispatch, submitted.FileTime),
                    (Domain.Urgency)submitted.Urgency,
                    PeerContent.Read(submitted.Content),
                    policy.Current);
                break;
            case BodyCase.PreservationReminder:
                command = new RequestedPreservationCommand.ReceiveReminder(
                    stamp, about, Proof(dispatch, dispatch.Body.PreservationReminder.DueTime));
                break;
            case BodyCase.PreservationWithdrawn:
                var withdrawn = dispatch.Body.PreservationWithdrawn;
                command = new RequestedPreservationCommand.ReceiveWithdrawal(
                    stamp, about, Proof(dispatch, withdrawn.WithdrawTime), withdrawn.Reason, NewId(session));
                break;
            default:
                throw new UnreachableException();
        }

        return await AnswerAsync(session, PreservationStreams.Requested, dispatch.CaseId, command, cancellation);
    }

    /// <summary>What the requested side says of our request.</summary>
    private static async Task<InboundAnswer> RecordAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        var stamp = session.Stamp(Actor.Peer(dispatch.Skeleton.SenderCountry));
        RequestingPreservationCommand command;
        switch (dispatch.Body.BodyCase)
        {
            case BodyCase.PreservationDeskPaged:
                var paged = dispatch.Body.PreservationDeskPaged;
                command = new RequestingPreservationCommand.RecordPeerDeskPaged(
                    stamp, Proof(dispatch, paged.PageTime), paged.AlertTime.Or(Written(dispatch)), PeerWords.Word(paged.Channel));
                break;
            case BodyCase.PreservationAcknowledged:
                var taken = dispatch.Body.PreservationAcknowledged;
                command = new RequestingPreservationCommand.RecordPeerAcknowledgement(
                    stamp,
                    Proof(dispatch, taken.AcknowledgeTime),
                    PeerWords.Word(taken.Role),
                    PeerWords.Word(taken.Method),
                    PeerWords.Word(taken.LocalReference),
                    taken.Note);
                break;
            case BodyCase.PreservationNotYetAcknowledged:
                var late = dispatch.Body.PreservationNotYetAcknowledged;
                command = new RequestingPreservationCommand.RecordPeerNotYetAcknowledged(
                    stamp, Proof(dispatch, late.DueTime), PeerWords.Phone(late.Phone));
                break;
            case BodyCase.PreservationWithdrawalConfirmed:
                var confirmed = dispatch.Body.PreservationWithdrawalConfirmed;
                command = new RequestingPreservationCommand.RecordPeerWithdrawalConfirmation(
                    stamp, Proof(dispatch, confirmed.ConfirmTime), PeerWords.Word(confirmed.Stage));
                break;
            default:
                throw new UnreachableException();
        }

        return await AnswerAsync(session, PreservationStreams.Requesting, dispatch.CaseId, command, cancellation);
    }

    /// <summary>
    /// The decider's own refusal is an answer to the peer. It is asked first, because a refusal out of what follows, such
    /// as the desk's, is a defect of this side: it must fail the processing instead of sending the message back.
    /// </summary>
    private static async Task<InboundAnswer> AnswerAsync<TState, TCommand, TEvent>(
        WriteSession session, StreamKind<TState, TCommand, TEvent> kind, Guid caseId, TCommand command, CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        var state = await session.FindAsync(kind, caseId, cancellation);
        if (kind.Decide(command, state) is Decision<TEvent>.Refused { Refusal.Kind: var refused })
            return new InboundAnswer.Refused(refused == RefusalKind.NotFound ? ReceiptReason.CaseUnknown : ReceiptReason.BodyInvalid);
        await session.DecideAsync(kind, caseId, command, cancellation);
        return InboundAnswer.Done;
    }

    private static PeerProof Proof(InboundDispatch dispatch, Timestamp? occurred) =>
        new(dispatch.MessageId, occurred.Or(Written(dispatch)), dispatch.SigningKeyId);

    private static DateTimeOffset Written(InboundDispatch dispatch) => dispatch.Skeleton.WriteTime.Or(DateTimeOffset.UnixEpoch);

    private static Guid NewId(WriteSession session) => Guid.CreateVersion7(session.Now);

    /// <summary>Our requests that a session has looked up, by peer and number; null where there is none.</summary>
    private sealed class FiledCases
    {
        public Dictionary<(string Peer, string Reference), Guid?> Ids { get; } = [];
    }
}
