using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Preservations.RequestingPreservationCommand;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Preservations;

/// <summary>Commands of the requesting side and how to reach each stage.</summary>
internal static class RequestingStory
{
    public static Guid Case { get; } = Id(100);

    public static Guid Submission { get; } = Id(101);

    public static Guid Withdrawal { get; } = Id(102);

    public static Guid Reminder { get; } = Id(103);

    public static DeciderStory<RequestingPreservation, RequestingPreservationCommand, RequestingPreservationEvent> New() =>
        new(RequestingDecider.Decide, RequestingDecider.Evolve);

    public static FilePreservation File(Urgency urgency = Urgency.Urgent) => new(
        By(Officer, TimeSpan.Zero),
        Case,
        "PR-XA-2026-000001-7",
        "XB",
        urgency,
        Purpose.Real,
        urgency == Urgency.Emergency ? Content with { EmergencyFacts = "A child is held." } : Content,
        Submission,
        Policy);

    public static RecordDelivery Deliver(Guid message, double minutes) =>
        new(ByPeer(Minutes(minutes)), Receipt(message, Minutes(minutes)));

    public static RecordReturn Return(Guid message, ReturnOutcome outcome, double minutes) =>
        new(ByPeer(Minutes(minutes)), Receipt(message, Minutes(minutes)), outcome, "SOME_CODE");

    public static RecordPeerDeskPaged Paged(int message, double minutes) =>
        new(ByPeer(Minutes(minutes)), Proof(message, Minutes(minutes)), Start, "smtp");

    public static RecordPeerAcknowledgement Taken(int message, double minutes, string note = "We look at it.") =>
        new(ByPeer(Minutes(minutes)), Proof(message, Minutes(minutes)), "duty officer", "api", "B-9", note);

    public static RecordPeerNotYetAcknowledged NotYet(int message, double minutes) =>
        new(ByPeer(Minutes(minutes)), Proof(message, Minutes(minutes)), "+999301234567");

    public static NoteReceiptOverdue ReceiptLate(double minutes) => new(ByClock(Minutes(minutes)));

    public static NoteAcknowledgementOverdue AcknowledgementLate(double minutes, Guid? reminder = null) =>
        new(ByClock(Minutes(minutes)), reminder ?? Reminder);

    public static WithdrawPreservation Withdraw(double minutes, Actor? actor = null, string reason = "The suspect confessed.") =>
        new(By(actor ?? Officer, Minutes(minutes)), reason, Withdrawal);

    public static RecordPeerWithdrawalConfirmation Confirm(int message, double minutes) =>
        new(ByPeer(Minutes(minutes)), Proof(message, Minutes(minutes)), "RECEIVED");

    /// <summary>The commands that lead to a stage.</summary>
    public static RequestingPreservationCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(RequestingStage.Released) => [File()],
        nameof(RequestingStage.Returned) => [File(), Return(Submission, ReturnOutcome.Refused, 1)],
        nameof(RequestingStage.Delivered) => [File(), Deliver(Submission, 1)],
        nameof(RequestingStage.Acknowledged) => [File(), Deliver(Submission, 1), Taken(200, 2)],
        nameof(RequestingStage.Withdrawn) => [File(), Deliver(Submission, 1), Withdraw(3)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    /// <summary>A sound command of a kind, long after the stages of <see cref="To"/> began.</summary>
    public static RequestingPreservationCommand Say(string command) => command switch
    {
        nameof(FilePreservation) => File(),
        nameof(RestoreFiling) => new RestoreFiling(
            By(Actor.Restored("filed", "XB"), Minutes(600)), File().Id, File().Reference, File().RequestedCountry, File().Urgency,
            File().Purpose, File().Content, Submission, Policy),
        nameof(RestoreWithdrawal) => new RestoreWithdrawal(By(Actor.Restored("withdrawn", "XB"), Minutes(600)), "It is over.", Samples.Id(950)),
        nameof(RecordDelivery) => Deliver(Submission, 600),
        nameof(RecordReturn) => Return(Submission, ReturnOutcome.Refused, 600),
        nameof(RecordPeerDeskPaged) => Paged(300, 600),
        nameof(RecordPeerAcknowledgement) => Taken(301, 600),
        nameof(RecordPeerNotYetAcknowledged) => NotYet(302, 600),
        nameof(NoteReceiptOverdue) => ReceiptLate(600),
        nameof(NoteAcknowledgementOverdue) => AcknowledgementLate(600),
        nameof(WithdrawPreservation) => Withdraw(600),
        nameof(RecordPeerWithdrawalConfirmation) => Confirm(303, 600),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command is written down."),
    };
}
