using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Preservations.RequestedPreservationCommand;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Preservations;

/// <summary>Commands of the requested side and how to reach each stage.</summary>
internal static class RequestedStory
{
    public static IncomingCase Case { get; } = new(Id(500), "XA", "PR-XA-2026-000001-7", Lane.Urgent, Purpose.Real);

    public static Guid PagedMessage { get; } = Id(501);

    public static Guid AcknowledgedMessage { get; } = Id(502);

    public static Guid MissedMessage { get; } = Id(503);

    public static Guid ConfirmedMessage { get; } = Id(504);

    public static DeciderStory<RequestedPreservation, RequestedPreservationCommand, RequestedPreservationEvent> New() =>
        new(RequestedDecider.Decide, RequestedDecider.Evolve);

    public static ReceivePreservation Receive(double minutes, Urgency urgency = Urgency.Urgent, int message = 600) =>
        new(ByPeer(Minutes(minutes)), Case, Proof(message, TimeSpan.Zero), urgency, Content, Policy);

    public static RecordDeskPaged Page(double minutes) =>
        new(ByClock(Minutes(minutes)), Start, Start + Minutes(minutes), "smtp", PagedMessage);

    public static AcknowledgePreservation Acknowledge(double minutes, Actor? actor = null, string note = "We look at it.") =>
        new(By(actor ?? DutyOfficer, Minutes(minutes)), "B-9", note, AcknowledgedMessage);

    public static NoteAcknowledgementMissed Missed(double minutes, bool isLadderExhausted = false, Guid? message = null) =>
        new(ByClock(Minutes(minutes)), isLadderExhausted, "+999301234567", message ?? MissedMessage);

    public static NotePredecessorOverdue PredecessorLate(double minutes) => new(ByClock(Minutes(minutes)));

    public static ReceiveReminder Remind(double minutes, int message = 601) =>
        new(ByPeer(Minutes(minutes)), Case, Proof(message, Minutes(minutes)));

    public static ReceiveWithdrawal Withdraw(double minutes, int message = 602) =>
        new(ByPeer(Minutes(minutes)), Case, Proof(message, Minutes(minutes)), "The suspect confessed.", ConfirmedMessage);

    public static RecordDelivery Deliver(Guid message, double minutes) =>
        new(ByPeer(Minutes(minutes)), Receipt(message, Minutes(minutes)));

    public static RecordReturn Return(Guid message, ReturnOutcome outcome, double minutes) =>
        new(ByPeer(Minutes(minutes)), Receipt(message, Minutes(minutes)), outcome, "SOME_CODE");

    /// <summary>The commands that lead to a stage; all but None and Announced owe the message <see cref="PagedMessage"/>.</summary>
    public static RequestedPreservationCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(RequestedStage.Announced) => [Remind(1, message: 650)],
        nameof(RequestedStage.Received) => [Receive(1), Page(2)],
        nameof(RequestedStage.Acknowledged) => [Receive(1), Page(2), Acknowledge(3)],
        nameof(RequestedStage.Withdrawn) => [Receive(1), Page(2), Withdraw(4, message: 651)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    /// <summary>A sound command of a kind, long after the stages of <see cref="To"/> began.</summary>
    public static RequestedPreservationCommand Say(string command) => command switch
    {
        nameof(ReceivePreservation) => Receive(600),
        nameof(RecordDeskPaged) => Page(600),
        nameof(AcknowledgePreservation) => Acknowledge(600),
        nameof(RestoreAcknowledgement) => new RestoreAcknowledgement(
            By(Actor.Restored("duty officer", "XA"), Minutes(600)), "L-1", "", Samples.Id(951)),
        nameof(NoteAcknowledgementMissed) => Missed(600),
        nameof(NotePredecessorOverdue) => PredecessorLate(600),
        nameof(ReceiveReminder) => Remind(600),
        nameof(ReceiveWithdrawal) => Withdraw(600),
        nameof(RecordDelivery) => Deliver(PagedMessage, 600),
        nameof(RecordReturn) => Return(PagedMessage, ReturnOutcome.NotUnderstood, 600),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command is written down."),
    };
}
