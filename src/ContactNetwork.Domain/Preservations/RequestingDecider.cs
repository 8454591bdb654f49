using System.Diagnostics;
using static ContactNetwork.Domain.Preservations.RequestingPreservationCommand;
using static ContactNetwork.Domain.Preservations.RequestingPreservationEvent;

namespace ContactNetwork.Domain.Preservations;

using Decision = Decision<RequestingPreservationEvent>;

/// <summary>The rules of a request on the side that filed it: what may happen, what follows, what is owed.</summary>
public static partial class RequestingDecider
{
    /// <summary>
    /// Decides what follows from a command. Never throws for what a person or peer can cause; what is true already
    /// yields no facts.
    /// </summary>
    /// <param name="command">What is said.</param>
    /// <param name="state">The request; null when there is none yet.</param>
    public static Decision Decide(RequestingPreservationCommand command, RequestingPreservation? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command is FilePreservation file)
            return File(file, state);
        if (command is RestoreFiling restore)
            return Restore(restore, state);
        if (state is null)
            return Decision.Refuse(PreservationRefusals.NotFound());
        if (state.Realm != command.Stamp.Realm)
            return Decision.Refuse(CommonRefusals.WrongRealm());

        return command switch
        {
            RecordDelivery delivery => Deliver(delivery, state),
            RecordReturn returned => Return(returned, state),
            RecordPeerDeskPaged paged => Once(paged.Proof, state, new PeerDeskPaged(paged.Stamp, paged.Proof, paged.AlertTime, paged.Channel)),
            RecordPeerAcknowledgement taken => Once(taken.Proof, state, Acknowledged(taken, state)),
            RecordPeerNotYetAcknowledged late => Once(late.Proof, state, new PeerReportedNotYetAcknowledged(late.Stamp, late.Proof, late.Phone)),
            RecordPeerWithdrawalConfirmation confirmed => Once(confirmed.Proof, state, new PeerConfirmedWithdrawal(confirmed.Stamp, confirmed.Proof, confirmed.StageReached)),
            NoteReceiptOverdue late => NoteReceipt(late, state),
            NoteAcknowledgementOverdue late => NoteAcknowledgement(late, state),
            WithdrawPreservation withdraw => Withdraw(withdraw, state),
            RestoreWithdrawal withdrawal => state.Stage == RequestingStage.Withdrawn
                ? Decision.Accept()
                : Decision.Accept(new PreservationWithdrawn(
                    withdrawal.Stamp, new CaseContent<string>(state.Id, withdrawal.Reason), withdrawal.MessageId)),
            FilePreservation or RestoreFiling => throw new UnreachableException("Decided above."),
            _ => throw new UnreachableException($"The commands are closed; {command.GetType().Name} has no rule."),
        };
    }

    private static Decision File(FilePreservation file, RequestingPreservation? state)
    {
        if (state is not null)
        {
            bool isSame = state.Id == file.Id && state.Reference == file.Reference && state.SubmissionId == file.MessageId;
            return isSame ? Decision.Accept() : Decision.Refuse(PreservationRefusals.OtherContent());
        }

        if (!file.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("file a request"));
        if (PreservationElements.CheckFiling(file) is { Length: > 0 } violations)
            return Decision.Refuse(Refusal.Malformed(violations));

        PreservationTimes times = file.Policy.Of(file.Urgency);
        return Decision.Accept(new PreservationFiled(
            file.Stamp,
            file.Id,
            file.Reference,
            file.RequestedCountry,
            file.Urgency,
            file.Purpose,
            new CaseContent<PreservationContent>(file.Id, PreservationElements.Normalize(file.Content)),
            file.MessageId,
            file.Stamp.At + times.Receipt,
            times));
    }

    /// <summary>What was filed once is filed as it was: its elements were checked then, by the rules of then.</summary>
    private static Decision Restore(RestoreFiling restore, RequestingPreservation? state)
    {
        if (state is not null)
            return state.SubmissionId == restore.MessageId ? Decision.Accept() : Decision.Refuse(PreservationRefusals.OtherContent());

        PreservationTimes times = restore.Policy.Of(restore.Urgency);
        return Decision.Accept(new PreservationFiled(
            restore.Stamp,
            restore.Id,
            restore.Reference,
            restore.RequestedCountry,
            restore.Urgency,
            restore.Purpose,
            new CaseContent<PreservationContent>(restore.Id, restore.Content),
            restore.MessageId,
            restore.Stamp.At + times.Receipt,
            times));
    }

    private static Decision Deliver(RecordDelivery delivery, RequestingPreservation state)
    {
        if (state.Message(delivery.Receipt.MessageId) is not { } message)
            return Decision.Refuse(PreservationRefusals.MessageNotFound(delivery.Receipt.MessageId));
        if (message.Delivery == Delivery.Delivered)
            return Decision.Accept();

        return message.Kind == MessageKind.Submitted
            ? Decision.Accept(new PreservationDelivered(delivery.Stamp, delivery.Receipt, AcknowledgementDueAt(delivery.Stamp, state)))
            : Decision.Accept(new FollowUpDelivered(delivery.Stamp, delivery.Receipt));
    }

    private static Decision Return(RecordReturn returned, RequestingPreservation state)
    {
        if (state.Message(returned.Receipt.MessageId) is not { } message)
            return Decision.Refuse(PreservationRefusals.MessageNotFound(returned.Receipt.MessageId));
        if (!message.IsNews(returned.Outcome))
            return Decision.Accept();

        bool isRequestStored = message.Kind == MessageKind.Submitted && returned.Outcome == ReturnOutcome.StoredUnprocessed;
        return Decision.Accept(new DispatchReturned(
            returned.Stamp,
            returned.Receipt,
            returned.Outcome,
            returned.Reason,
            isRequestStored ? AcknowledgementDueAt(returned.Stamp, state) : null));
    }

    /// <summary>Each message of the other side counts once; in whatever stage it comes, it is kept.</summary>
    private static Decision Once(PeerProof proof, RequestingPreservation state, RequestingPreservationEvent fact) =>
        state.PeerMessages.Contains(proof.MessageId) ? Decision.Accept() : Decision.Accept(fact);

    private static PeerAcknowledged Acknowledged(RecordPeerAcknowledgement taken, RequestingPreservation state) => new(
        taken.Stamp,
        taken.Proof,
        taken.Role,
        taken.Method,
        taken.LocalReference,
        taken.Note.Length == 0 ? null : new CaseContent<string>(state.Id, taken.Note));

    private static Decision NoteReceipt(NoteReceiptOverdue late, RequestingPreservation state)
    {
        if (state.ReceiptDueAt is not { } dueAt || late.Stamp.At < dueAt)
            return Decision.Accept();

        return Decision.Accept(new ReceiptOverdue(
            late.Stamp,
            dueAt,
            Repetition.Next(late.Stamp.At, state.Times.Receipt, state.ReceiptOverdueCount)));
    }

    private static Decision NoteAcknowledgement(NoteAcknowledgementOverdue late, RequestingPreservation state)
    {
        if (state.AcknowledgementDueAt is not { } dueAt || late.Stamp.At < dueAt)
            return Decision.Accept();

        return Decision.Accept(new AcknowledgementOverdue(
            late.Stamp,
            dueAt,
            Repetition.Next(late.Stamp.At, state.Times.Acknowledgement, state.AcknowledgementOverdueCount),
            state.Messages.IsOnItsWay(MessageKind.Reminder) ? null : late.ReminderId));
    }

    private static Decision Withdraw(WithdrawPreservation withdraw, RequestingPreservation state)
    {
        if (!withdraw.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("withdraw a request"));
        if (state.Stage == RequestingStage.Withdrawn)
            return Decision.Accept();
        if (ContentText.CheckRequired("reason", withdraw.Reason, ContentLimits.ReasonMax, "say why") is { } violation)
            return Decision.Refuse(Refusal.Malformed([violation]));

        bool isUnknownThere = state.Message(state.SubmissionId) is { Answer: ReturnOutcome.Refused or ReturnOutcome.Erased };
        return Decision.Accept(new PreservationWithdrawn(
            withdraw.Stamp,
            new CaseContent<string>(state.Id, withdraw.Reason),
            isUnknownThere ? null : withdraw.MessageId));
    }

    private static DateTimeOffset AcknowledgementDueAt(Stamp stamp, RequestingPreservation state) =>
        state.AcknowledgementDueAt ?? stamp.At + state.Times.Acknowledgement;
}
