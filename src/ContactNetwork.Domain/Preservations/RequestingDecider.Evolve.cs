using System.Diagnostics;
using static ContactNetwork.Domain.Preservations.RequestingPreservationEvent;

namespace ContactNetwork.Domain.Preservations;

public static partial class RequestingDecider
{
    /// <summary>Folds one fact into the state.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    public static RequestingPreservation Evolve(RequestingPreservation? state, RequestingPreservationEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (fact is PreservationFiled filed)
            return Begin(filed);
        if (state is null)
            throw new UnreachableException("A request begins with PreservationFiled.");

        return fact switch
        {
            PreservationFiled => throw new UnreachableException("Folded above."),
            PreservationDelivered delivered => Delivered(state, delivered),
            FollowUpDelivered delivered => (state with { Messages = state.Messages.Settle(delivered.Receipt.MessageId) }).AwaitingReceipts(),
            DispatchReturned returned => Returned(state, returned),
            PeerDeskPaged paged => state.Heard(paged.Proof) with { PeerPagedAt = state.PeerPagedAt ?? paged.Proof.OccurredAt },
            PeerAcknowledged taken => Taken(state.Heard(taken.Proof), taken),
            PeerReportedNotYetAcknowledged late => state.Heard(late.Proof) with
            {
                CallPhone = state.Stage < RequestingStage.Acknowledged ? late.Phone : state.CallPhone,
            },
            ReceiptOverdue late => state with { ReceiptDueAt = late.NextDueAt, ReceiptOverdueCount = state.ReceiptOverdueCount + 1 },
            AcknowledgementOverdue late => state with
            {
                AcknowledgementDueAt = late.NextDueAt,
                AcknowledgementOverdueCount = state.AcknowledgementOverdueCount + 1,
                AcknowledgementExpectedAt = state.AcknowledgementExpectedAt ?? late.DueAt,
                Messages = state.Messages.Owe(late.ReminderId, MessageKind.Reminder, late.Stamp.At),
            },
            PreservationWithdrawn withdrawn => Withdrawn(state, withdrawn),
            PeerConfirmedWithdrawal confirmed => state.Heard(confirmed.Proof) with
            {
                WithdrawalConfirmedAt = state.WithdrawalConfirmedAt
                    ?? (state.Stage == RequestingStage.Withdrawn ? confirmed.Proof.OccurredAt : null),
            },
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no fold."),
        };
    }

    private static RequestingPreservation Begin(PreservationFiled filed) => new()
    {
        Id = filed.Id,
        Reference = filed.Reference,
        RequestedCountry = filed.RequestedCountry,
        Urgency = filed.Urgency,
        Purpose = filed.Purpose,
        Realm = filed.Stamp.Realm,
        Stage = RequestingStage.Released,
        Content = filed.Content,
        FiledAt = filed.Stamp.At,
        PolicyVersion = filed.Stamp.PolicyVersion,
        Times = filed.Times,
        SubmissionId = filed.MessageId,
        Messages = [new OwedMessage(filed.MessageId, MessageKind.Submitted, CaseSequence: 1, filed.Stamp.At, Delivery.Owed, Answer: null)],
        ReceiptDueAt = filed.ReceiptDueAt,
    };

    private static RequestingPreservation Delivered(RequestingPreservation state, PreservationDelivered delivered) =>
        (state with
        {
            Stage = Later(state.Stage, RequestingStage.Delivered),
            Receipt = delivered.Receipt,
            Messages = state.Messages.Settle(delivered.Receipt.MessageId),
            AcknowledgementDueAt = state.Stage < RequestingStage.Acknowledged ? delivered.AcknowledgementDueAt : null,
        }).AwaitingReceipts();

    private static RequestingPreservation Returned(RequestingPreservation state, DispatchReturned returned)
    {
        RequestingPreservation settled =
            (state with { Messages = state.Messages.Settle(returned.Receipt.MessageId, returned.Outcome) }).AwaitingReceipts();
        if (returned.Receipt.MessageId != state.SubmissionId)
            return settled;

        return returned.Outcome == ReturnOutcome.StoredUnprocessed
            ? settled with
            {
                Stage = Later(state.Stage, RequestingStage.Delivered),
                AcknowledgementDueAt = state.Stage < RequestingStage.Acknowledged ? returned.AcknowledgementDueAt : null,
            }
            : settled with { Stage = Later(state.Stage, RequestingStage.Returned) };
    }

    private static RequestingPreservation Taken(RequestingPreservation state, PeerAcknowledged taken) => state with
    {
        Stage = Later(state.Stage, RequestingStage.Acknowledged),
        PeerAcknowledgedAt = state.PeerAcknowledgedAt ?? taken.Proof.OccurredAt,
        PeerReference = state.PeerReference ?? taken.LocalReference,
        AcknowledgementDueAt = null,
        CallPhone = null,
    };

    private static RequestingPreservation Withdrawn(RequestingPreservation state, PreservationWithdrawn withdrawn)
    {
        RequestingPreservation owing = state with
        {
            Stage = RequestingStage.Withdrawn,
            WithdrawnAt = withdrawn.Stamp.At,
            WithdrawalReason = withdrawn.Reason,
            AcknowledgementDueAt = null,
            CallPhone = null,
            Messages = state.Messages.Owe(withdrawn.MessageId, MessageKind.Withdrawn, withdrawn.Stamp.At),
        };
        return (owing with { ReceiptDueAt = state.ReceiptDueAt ?? withdrawn.Stamp.At + state.Times.Receipt }).AwaitingReceipts();
    }

    /// <summary>Ends the wait for receipts when neither the request nor its withdrawal lacks one.</summary>
    private static RequestingPreservation AwaitingReceipts(this RequestingPreservation state)
    {
        bool isAwaited = state.Messages.IsOnItsWay(MessageKind.Submitted) || state.Messages.IsOnItsWay(MessageKind.Withdrawn);
        return isAwaited ? state : state with { ReceiptDueAt = null, ReceiptOverdueCount = 0 };
    }

    private static RequestingPreservation Heard(this RequestingPreservation state, PeerProof proof) =>
        state with { PeerMessages = state.PeerMessages.Add(proof.MessageId) };

    private static RequestingStage Later(RequestingStage one, RequestingStage other) => one > other ? one : other;
}
