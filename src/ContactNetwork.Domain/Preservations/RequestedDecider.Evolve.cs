using System.Diagnostics;
using static ContactNetwork.Domain.Preservations.RequestedPreservationEvent;

namespace ContactNetwork.Domain.Preservations;

public static partial class RequestedDecider
{
    /// <summary>Folds one fact into the state.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    public static RequestedPreservation Evolve(RequestedPreservation? state, RequestedPreservationEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (fact is PreservationAnnounced announced)
            return Announced(announced);
        if (fact is PreservationReceived received)
            return Received(state, received);
        if (state is null)
            throw new UnreachableException("A request begins with PreservationReceived or PreservationAnnounced.");

        return fact switch
        {
            PreservationAnnounced or PreservationReceived => throw new UnreachableException("Folded above."),
            PredecessorOverdue late => state with
            {
                PredecessorDueAt = late.NextDueAt,
                PredecessorOverdueCount = state.PredecessorOverdueCount + 1,
            },
            ReceivedDeskPaged paged => state with
            {
                Paged = new FirstPage(paged.AlertTime, paged.PageTime, paged.Channel),
                Messages = state.Messages.Owe(paged.MessageId, MessageKind.DeskPaged, paged.Stamp.At),
            },
            PreservationAcknowledged taken => state with
            {
                Stage = Later(state.Stage, RequestedStage.Acknowledged),
                Acknowledgement = new Acknowledgement(taken.Stamp.At, taken.Stamp.Actor, taken.LocalReference, taken.Note),
                AcknowledgementDueAt = null,
                Messages = state.Messages.Owe(taken.MessageId, MessageKind.Acknowledged, taken.Stamp.At),
            },
            AcknowledgementMissed missed => state with
            {
                AcknowledgementDueAt = missed.NextDueAt,
                MissedCount = state.MissedCount + 1,
                MissedDueAt = missed.MessageId is null ? state.MissedDueAt : missed.DueAt,
                MissedPhone = missed.MessageId is null ? state.MissedPhone : missed.Phone,
                Messages = state.Messages.Owe(missed.MessageId, MessageKind.NotYetAcknowledged, missed.Stamp.At),
            },
            ReminderReceived reminder => state.Heard(reminder.Proof) with { RemindedAt = reminder.Stamp.At },
            WithdrawalReceived withdrawal => Withdrawn(state.Heard(withdrawal.Proof), withdrawal),
            FollowUpDelivered delivered => state with { Messages = state.Messages.Settle(delivered.Receipt.MessageId) },
            DispatchReturned returned => state with
            {
                Messages = state.Messages.Settle(returned.Receipt.MessageId, returned.Outcome),
            },
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no fold."),
        };
    }

    private static RequestedPreservation Announced(PreservationAnnounced announced) => new()
    {
        Id = announced.Id,
        OriginCountry = announced.OriginCountry,
        Reference = announced.Reference,
        Urgency = announced.Lane.UrgencyAtLeast(),
        Purpose = announced.Purpose,
        Realm = announced.Stamp.Realm,
        Lane = announced.Lane.UrgencyAtLeast().Lane(),
        Stage = RequestedStage.Announced,
        PredecessorDueAt = announced.PredecessorDueAt,
    };

    private static RequestedPreservation Received(RequestedPreservation? state, PreservationReceived received)
    {
        RequestedPreservation known = state ?? new RequestedPreservation
        {
            Id = received.Id,
            OriginCountry = received.OriginCountry,
            Reference = received.Reference,
            Urgency = received.Urgency,
            Purpose = received.Purpose,
            Realm = received.Stamp.Realm,
            Lane = received.Urgency.Lane(),
            Stage = RequestedStage.Received,
        };
        RequestedStage stage = Later(known.Stage, RequestedStage.Received);
        return known.Heard(received.Proof) with
        {
            Urgency = received.Urgency,
            Lane = received.Urgency.Lane(),
            Stage = stage,
            Content = received.Content,
            FiledAt = received.Proof.OccurredAt,
            ReceivedAt = received.Stamp.At,
            Times = received.Times,
            PredecessorDueAt = null,
            AcknowledgementDueAt = stage == RequestedStage.Received ? received.AcknowledgementDueAt : null,
        };
    }

    private static RequestedPreservation Withdrawn(RequestedPreservation state, WithdrawalReceived withdrawal) => state with
    {
        Stage = RequestedStage.Withdrawn,
        StageBeforeWithdrawal = state.StageBeforeWithdrawal ?? withdrawal.StageReached,
        WithdrawnAt = state.WithdrawnAt ?? withdrawal.Proof.OccurredAt,
        WithdrawalReason = state.WithdrawalReason ?? withdrawal.Reason,
        WithdrawalConfirmedAt = state.WithdrawalConfirmedAt ?? withdrawal.Stamp.At,
        PredecessorDueAt = null,
        AcknowledgementDueAt = null,
        Messages = state.Messages.Owe(withdrawal.MessageId, MessageKind.WithdrawalConfirmed, withdrawal.Stamp.At),
    };

    private static RequestedPreservation Heard(this RequestedPreservation state, PeerProof proof) =>
        state with { PeerMessages = state.PeerMessages.Add(proof.MessageId) };

    private static RequestedStage Later(RequestedStage one, RequestedStage other) => one > other ? one : other;
}
