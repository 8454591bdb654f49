using ContactNetwork.Domain.Preservations;
using static ContactNetwork.Domain.Preservations.RequestingPreservationCommand;
using static ContactNetwork.Domain.Preservations.RequestingPreservationEvent;
using static ContactNetwork.Domain.Tests.Kit.Samples;
using static ContactNetwork.Domain.Tests.Preservations.RequestingStory;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class RequestingTests
{
    [Theory]
    [InlineData(Urgency.Emergency, 2, 15, Lane.Urgent)]
    [InlineData(Urgency.Urgent, 15, 2 * 60, Lane.Urgent)]
    [InlineData(Urgency.Routine, 60, 24 * 60, Lane.Routine)]
    public void Filing_promises_times_by_urgency_and_takes_its_lane(Urgency urgency, int receipt, int acknowledgement, Lane lane)
    {
        var story = New().When(File(urgency));

        Assert.Equal(
            [
                new DueItem(DueKinds.Deliver, Submission.ToString("N"), Start, urgency, "XB", lane),
                new DueItem(DueKinds.Deadline, Deadlines.Receipt, Start + Minutes(receipt), urgency),
            ],
            RequestingDecider.Due(story.State!));

        story.When(Deliver(Submission, 1));

        Assert.Equal(
            [new DueItem(DueKinds.Deadline, Deadlines.Acknowledgement, Start + Minutes(1 + acknowledgement), urgency)],
            RequestingDecider.Due(story.State!));
    }

    [Fact]
    public void Filing_stores_normalized_identifiers_sealed_under_the_case()
    {
        FilePreservation command = File();
        DataItem item = command.Content.Items[0] with
        {
            Identifier = new Identifier(IdentifierKind.Email, "Name@EXAMPLE.org", "", "", "", 0, IsCarrierShared: false),
        };

        PreservationFiled filed = New().When(command with { Content = command.Content with { Items = [item] } }).Then<PreservationFiled>();

        Assert.Equal(Case, filed.Content.CaseId);
        Assert.Equal("Name@example.org", filed.Content.Value!.Items[0].Identifier!.NormalizedValue);
        Assert.Equal("Name@EXAMPLE.org", filed.Content.Value.Items[0].Identifier!.Value);
    }

    [Fact]
    public void A_policy_changed_later_does_not_change_what_was_promised()
    {
        var story = New().When(File()).When(Deliver(Submission, 1));

        Assert.Equal(Policy.Urgent, story.State!.Times);
        Assert.Equal(Start + Minutes(1) + Policy.Urgent.Acknowledgement, story.State.AcknowledgementDueAt);
    }

    [Fact]
    public void An_id_that_names_another_request_is_refused() =>
        New().When(File()).When(File() with { Reference = "PR-XA-2026-000002-5" }).ThenRefused(RefusalReasons.RequestIdReused);

    [Theory]
    [InlineData(ActorKind.Machine)]
    [InlineData(ActorKind.Clock)]
    [InlineData(ActorKind.Peer)]
    public void Only_a_person_files_and_withdraws(ActorKind kind)
    {
        Actor actor = new(kind, "x", null, "api");
        FilePreservation file = File();

        New().When(file with { Stamp = file.Stamp with { Actor = actor } }).ThenRefused(RefusalReasons.HumanAct);
        New().When(file).When(Withdraw(1, actor)).ThenRefused(RefusalReasons.HumanAct);
    }

    [Fact]
    public void Another_realm_is_refused()
    {
        WithdrawPreservation withdraw = Withdraw(1);

        New().When(File())
            .When(withdraw with { Stamp = withdraw.Stamp with { Realm = Realm.Exercise } })
            .ThenRefused(RefusalReasons.WrongRealm);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void A_withdrawal_needs_a_reason(string reason)
    {
        Refusal refusal = New().When(File()).When(Withdraw(1, reason: reason)).ThenRefused(RefusalReasons.MalformedRequest);

        Assert.Equal("reason", Assert.Single(refusal.Violations).Field);
    }

    [Fact]
    public void A_reason_has_a_greatest_length()
    {
        string longest = new('x', ContentLimits.ReasonMax);

        New().When(File()).When(Withdraw(1, reason: longest)).Then<PreservationWithdrawn>();
        New().When(File()).When(Withdraw(1, reason: longest + "x")).ThenRefused(RefusalReasons.MalformedRequest);
    }

    [Fact]
    public void A_deadline_does_nothing_before_its_time()
    {
        New().When(File()).When(ReceiptLate(14.9)).ThenNothing();
        New().When(File()).When(ReceiptLate(15)).Then<ReceiptOverdue>();
        New().When(File()).When(Deliver(Submission, 1)).When(AcknowledgementLate(120)).ThenNothing();
        New().When(File()).When(Deliver(Submission, 1)).When(AcknowledgementLate(121)).Then<AcknowledgementOverdue>();
    }

    [Fact]
    public void What_is_overdue_is_said_again_at_growing_intervals()
    {
        var story = New().When(File());

        story.When(ReceiptLate(15));
        Assert.Equal(Start + Minutes(30), story.State!.ReceiptDueAt);
        story.When(ReceiptLate(30));
        Assert.Equal(Start + Minutes(60), story.State!.ReceiptDueAt);
        story.When(ReceiptLate(60));
        Assert.Equal(Start + Minutes(120), story.State!.ReceiptDueAt);
    }

    [Fact]
    public void An_overdue_acknowledgement_owes_one_reminder_at_a_time()
    {
        var story = New().When(File()).When(Deliver(Submission, 1)).When(AcknowledgementLate(121));
        Assert.Equal(Reminder, story.Then<AcknowledgementOverdue>().ReminderId);

        Assert.Null(story.When(AcknowledgementLate(500, Id(900))).Then<AcknowledgementOverdue>().ReminderId);

        story.When(Deliver(Reminder, 501)).Then<FollowUpDelivered>();
        Assert.Equal(Id(901), story.When(AcknowledgementLate(5000, Id(901))).Then<AcknowledgementOverdue>().ReminderId);
    }

    [Fact]
    public void A_withdrawal_before_the_receipt_leaves_after_the_request()
    {
        var story = New().When(File()).When(Withdraw(0));

        DueItem[] deliveries = [.. RequestingDecider.Due(story.State!).Where(item => item.Kind == DueKinds.Deliver)];
        Assert.Equal([Submission.ToString("N"), Withdrawal.ToString("N")], deliveries.Select(item => item.Key));
        Assert.True(deliveries[0].DueAt < deliveries[1].DueAt);
        Assert.Contains(RequestingDecider.Due(story.State!), item => item.Key == Deadlines.Receipt);
    }

    [Fact]
    public void A_withdrawal_awaits_its_receipt_and_then_nothing()
    {
        var story = New().When(File()).When(Deliver(Submission, 1)).When(Withdraw(3));
        Assert.Contains(RequestingDecider.Due(story.State!), item => item.Key == Deadlines.Receipt && item.DueAt == Start + Minutes(18));

        story.When(Deliver(Withdrawal, 4));
        Assert.Empty(RequestingDecider.Due(story.State!));
    }

    [Theory]
    [InlineData(ReturnOutcome.Refused, false)]
    [InlineData(ReturnOutcome.Erased, false)]
    [InlineData(ReturnOutcome.NotUnderstood, true)]
    public void A_withdrawal_is_sent_only_where_the_other_side_kept_the_request(ReturnOutcome outcome, bool isSent)
    {
        var story = New().When(File()).When(Return(Submission, outcome, 1)).When(Withdraw(2));

        Assert.Equal(isSent, story.Then<PreservationWithdrawn>().MessageId is not null);
    }

    [Fact]
    public void Facts_of_the_other_side_that_come_late_are_kept_and_change_nothing_of_ours()
    {
        var story = New().When(File()).When(Deliver(Submission, 1)).When(Withdraw(3));

        story.When(Taken(200, 4)).Then<PeerAcknowledged>();

        Assert.Equal(RequestingStage.Withdrawn, story.State!.Stage);
        Assert.Equal(Start + Minutes(4), story.State.PeerAcknowledgedAt);
    }

    [Fact]
    public void An_acknowledgement_may_come_before_the_receipt()
    {
        var story = New().When(File()).When(Taken(200, 1)).When(Paged(201, 2));
        Assert.Equal(RequestingStage.Acknowledged, story.State!.Stage);

        story.When(Deliver(Submission, 3)).Then<PreservationDelivered>();

        Assert.Equal(RequestingStage.Acknowledged, story.State!.Stage);
        Assert.Empty(RequestingDecider.Due(story.State));
        Assert.Equal(Start + Minutes(2), story.State.PeerPagedAt);
    }

    [Fact]
    public void A_message_of_the_other_side_counts_once()
    {
        New().When(File()).When(Taken(200, 1)).When(Taken(200, 5)).ThenNothing();
        New().When(File()).When(Taken(200, 1)).When(NotYet(200, 5)).ThenNothing();
    }

    [Fact]
    public void The_number_to_call_is_shown_until_somebody_takes_the_request()
    {
        var story = New().When(File()).When(Deliver(Submission, 1)).When(NotYet(200, 120));
        Assert.Equal("+999301234567", story.State!.CallPhone);

        story.When(Taken(201, 130));
        Assert.Null(story.State!.CallPhone);
        story.When(NotYet(202, 140)).Then<PeerReportedNotYetAcknowledged>();
        Assert.Null(story.State!.CallPhone);
    }

    [Fact]
    public void A_stored_but_unprocessed_request_waits_for_a_person_and_may_be_processed_later()
    {
        var story = New().When(File()).When(Return(Submission, ReturnOutcome.StoredUnprocessed, 1));
        Assert.Equal(RequestingStage.Delivered, story.State!.Stage);
        Assert.Equal(ReturnOutcome.StoredUnprocessed, story.State.Trouble);
        Assert.DoesNotContain(RequestingDecider.Due(story.State), item => item.Kind == DueKinds.Deliver);

        story.When(Deliver(Submission, 9)).Then<PreservationDelivered>();

        Assert.Null(story.State!.Trouble);
        Assert.Equal(Start + Minutes(121), story.State.AcknowledgementDueAt);
    }

    [Fact]
    public void A_receipt_for_a_message_never_owed_is_refused() =>
        New().When(File()).When(Deliver(Id(999), 1)).ThenRefused(RefusalReasons.PreservationNotFound);

    [Fact]
    public void An_empty_note_is_no_note() =>
        Assert.Null(New().When(File()).When(Taken(200, 1, note: "")).Then<PeerAcknowledged>().Note);
}
