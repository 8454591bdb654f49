using System.Collections.Immutable;
using System.Diagnostics;
using static ContactNetwork.Domain.Preservations.RequestedPreservationCommand;
using static ContactNetwork.Domain.Preservations.RequestedPreservationEvent;

namespace ContactNetwork.Domain.Preservations;

using Decision = Decision<RequestedPreservationEvent>;

/// <summary>The rules of a request on the side that was asked: what may happen, what follows, what is owed.</summary>
public static partial class RequestedDecider
{
    /// <summary>How long a message about a request waits for the request itself before the desk is told again.</summary>
    public static TimeSpan PredecessorWait { get; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Decides what follows from a command. Never throws for what a person or peer can cause; what is true already
    /// yields no facts.
    /// </summary>
    /// <param name="command">What is said.</param>
    /// <param name="state">The request; null when nothing of it is here yet.</param>
    public static Decision Decide(RequestedPreservationCommand command, RequestedPreservation? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (state is not null && state.Realm != command.Stamp.Realm)
            return Decision.Refuse(CommonRefusals.WrongRealm());

        return command switch
        {
            ReceivePreservation receive => Hear(receive.Case, receive.Proof, state) ?? Receive(receive, state),
            ReceiveReminder reminder => Hear(reminder.Case, reminder.Proof, state)
                ?? Decision.Accept([.. Announce(reminder.Stamp, reminder.Case, state), new ReminderReceived(reminder.Stamp, reminder.Proof)]),
            ReceiveWithdrawal withdrawal => Hear(withdrawal.Case, withdrawal.Proof, state)
                ?? Decision.Accept([.. Announce(withdrawal.Stamp, withdrawal.Case, state), Withdraw(withdrawal, state)]),
            RecordDeskPaged paged => state is null ? NotFound() : Page(paged, state),
            AcknowledgePreservation acknowledge => state is null ? NotFound() : Acknowledge(acknowledge, state),
            RestoreAcknowledgement restore => state is null ? NotFound() : Restore(restore, state),
            NoteAcknowledgementMissed missed => state is null ? NotFound() : NoteMissed(missed, state),
            NotePredecessorOverdue late => state is null ? NotFound() : NotePredecessor(late, state),
            RecordDelivery delivery => state is null ? NotFound() : Deliver(delivery, state),
            RecordReturn returned => state is null ? NotFound() : Return(returned, state),
            _ => throw new UnreachableException($"The commands are closed; {command.GetType().Name} has no rule."),
        };
    }

    private static Decision NotFound() => Decision.Refuse(PreservationRefusals.NotFound());

    /// <summary>
    /// Judges a message of the other side before its content: a message of another case is refused, a known one says
    /// nothing new. Null lets it through.
    /// </summary>
    private static Decision? Hear(IncomingCase incoming, PeerProof proof, RequestedPreservation? state)
    {
        if (state is null)
            return null;
        if (state.Id != incoming.Id || state.OriginCountry != incoming.OriginCountry || state.Reference != incoming.Reference)
            return NotFound();
        if (state.Purpose != incoming.Purpose)
            return Decision.Refuse(PreservationRefusals.OtherContent());

        return state.PeerMessages.Contains(proof.MessageId) ? Decision.Accept() : null;
    }

    private static ImmutableArray<RequestedPreservationEvent> Announce(Stamp stamp, IncomingCase incoming, RequestedPreservation? state) =>
        state is not null
            ? []
            :
            [
                new PreservationAnnounced(
                    stamp,
                    incoming.Id,
                    incoming.OriginCountry,
                    incoming.Reference,
                    incoming.Lane,
                    incoming.Purpose,
                    stamp.At + PredecessorWait),
            ];

    private static Decision Receive(ReceivePreservation receive, RequestedPreservation? state)
    {
        if (state is { ReceivedAt: not null })
            return Decision.Refuse(PreservationRefusals.OtherContent());

        // A newer peer may know more urgencies; the lane tells the least.
        Urgency urgency = Enum.IsDefined(receive.Urgency) ? receive.Urgency : receive.Case.Lane.UrgencyAtLeast();
        PreservationTimes times = receive.Policy.Of(urgency);
        return Decision.Accept(new PreservationReceived(
            receive.Stamp,
            receive.Case.Id,
            receive.Case.OriginCountry,
            receive.Case.Reference,
            receive.Proof,
            urgency,
            receive.Case.Purpose,
            new CaseContent<PreservationContent>(receive.Case.Id, receive.Content),
            receive.Stamp.At + times.Acknowledgement,
            times));
    }

    private static WithdrawalReceived Withdraw(ReceiveWithdrawal withdrawal, RequestedPreservation? state) => new(
        withdrawal.Stamp,
        withdrawal.Proof,
        new CaseContent<string>(withdrawal.Case.Id, withdrawal.Reason),
        state?.StageBeforeWithdrawal ?? state?.Stage ?? RequestedStage.Announced,
        withdrawal.MessageId);

    private static Decision Page(RecordDeskPaged paged, RequestedPreservation state)
    {
        // While the request itself is missing, a page was about the message before it; its own page is still to come.
        if (state.Paged is not null || state.Stage == RequestedStage.Announced)
            return Decision.Accept();

        return Decision.Accept(new ReceivedDeskPaged(
            paged.Stamp,
            paged.AlertTime,
            paged.PageTime,
            paged.Channel,
            state.Stage == RequestedStage.Received ? paged.MessageId : null));
    }

    private static Decision Acknowledge(AcknowledgePreservation acknowledge, RequestedPreservation state)
    {
        if (!acknowledge.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("acknowledge a request"));
        if (state.Acknowledgement is not null)
            return Decision.Accept();
        if (state.Stage != RequestedStage.Received)
            return Decision.Refuse(CommonRefusals.NotInThisStage("acknowledge a request", state.Stage.ToString().ToUpperInvariant()));

        FieldViolation?[] violations =
        [
            ContentText.CheckOptional("local_reference", acknowledge.LocalReference, ContentLimits.LocalReferenceMax),
            ContentText.CheckOptional("note", acknowledge.Note, ContentLimits.NoteMax),
        ];
        if (violations.OfType<FieldViolation>().ToImmutableArray() is { Length: > 0 } found)
            return Decision.Refuse(Refusal.Malformed(found));

        return Decision.Accept(new PreservationAcknowledged(
            acknowledge.Stamp,
            acknowledge.LocalReference,
            acknowledge.Note.Length == 0 ? null : new CaseContent<string>(state.Id, acknowledge.Note),
            acknowledge.MessageId));
    }

    /// <summary>Only once the request itself is here again.</summary>
    private static Decision Restore(RestoreAcknowledgement restore, RequestedPreservation state)
    {
        if (state.Acknowledgement is not null)
            return Decision.Accept();
        if (state.ReceivedAt is null)
            return Decision.Refuse(CommonRefusals.NotInThisStage("acknowledge a request", state.Stage.ToString().ToUpperInvariant()));
        return Decision.Accept(new PreservationAcknowledged(
            restore.Stamp,
            restore.LocalReference,
            restore.Note.Length == 0 ? null : new CaseContent<string>(state.Id, restore.Note),
            restore.MessageId));
    }

    private static Decision NoteMissed(NoteAcknowledgementMissed missed, RequestedPreservation state)
    {
        if (state is not { AcknowledgementDueAt: { } dueAt, Times: { } times })
            return Decision.Accept();

        DateTimeOffset at = missed.Stamp.At;
        bool isFirstOfLadder = missed.IsLadderExhausted && state.MissedCount == 0;
        if (at < dueAt && !isFirstOfLadder)
            return Decision.Accept();

        return Decision.Accept(new AcknowledgementMissed(
            missed.Stamp,
            at < dueAt ? at : dueAt,
            Repetition.Next(at, times.Acknowledgement, state.MissedCount),
            missed.Phone,
            state.Messages.IsOnItsWay(MessageKind.NotYetAcknowledged) ? null : missed.MessageId));
    }

    private static Decision NotePredecessor(NotePredecessorOverdue late, RequestedPreservation state)
    {
        if (state.PredecessorDueAt is not { } dueAt || late.Stamp.At < dueAt)
            return Decision.Accept();

        return Decision.Accept(new PredecessorOverdue(
            late.Stamp,
            dueAt,
            Repetition.Next(late.Stamp.At, PredecessorWait, state.PredecessorOverdueCount)));
    }

    private static Decision Deliver(RecordDelivery delivery, RequestedPreservation state)
    {
        if (state.Message(delivery.Receipt.MessageId) is not { } message)
            return Decision.Refuse(PreservationRefusals.MessageNotFound(delivery.Receipt.MessageId));

        return message.Delivery == Delivery.Delivered
            ? Decision.Accept()
            : Decision.Accept(new FollowUpDelivered(delivery.Stamp, delivery.Receipt));
    }

    private static Decision Return(RecordReturn returned, RequestedPreservation state)
    {
        if (state.Message(returned.Receipt.MessageId) is not { } message)
            return Decision.Refuse(PreservationRefusals.MessageNotFound(returned.Receipt.MessageId));

        return message.IsNews(returned.Outcome)
            ? Decision.Accept(new DispatchReturned(returned.Stamp, returned.Receipt, returned.Outcome, returned.Reason))
            : Decision.Accept();
    }
}
