using ContactNetwork.Domain.Preservations;
using static ContactNetwork.Domain.Preservations.RequestedPreservationCommand;
using static ContactNetwork.Domain.Preservations.RequestedPreservationEvent;
using static ContactNetwork.Domain.Tests.Kit.Samples;
using static ContactNetwork.Domain.Tests.Preservations.RequestedStory;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class RequestedTests
{
    [Theory]
    [InlineData(Urgency.Emergency, 15, Lane.Urgent)]
    [InlineData(Urgency.Urgent, 2 * 60, Lane.Urgent)]
    [InlineData(Urgency.Routine, 24 * 60, Lane.Routine)]
    public void A_received_request_waits_for_a_person_by_urgency(Urgency urgency, int acknowledgement, Lane lane)
    {
        var story = New().When(Receive(1, urgency)).When(Page(2));

        Assert.Equal(
            [
                new DueItem(DueKinds.Deliver, PagedMessage.ToString("N"), Start + Minutes(2), urgency, "XA", lane),
                new DueItem(DueKinds.Deadline, Deadlines.Acknowledgement, Start + Minutes(1 + acknowledgement), urgency),
            ],
            RequestedDecider.Due(story.State!));
    }

    [Fact]
    public void An_acknowledgement_ends_the_wait_and_is_owed_to_the_other_side()
    {
        var story = New().When(Receive(1)).When(Acknowledge(3));

        Assert.Equal(DutyOfficer, story.State!.Acknowledgement!.Actor);
        Assert.Equal("We look at it.", story.State.Acknowledgement.Note!.Value);
        Assert.Equal([AcknowledgedMessage.ToString("N")], RequestedDecider.Due(story.State).Select(item => item.Key));
    }

    [Theory]
    [InlineData(ActorKind.Machine)]
    [InlineData(ActorKind.Clock)]
    [InlineData(ActorKind.Peer)]
    public void Only_a_person_acknowledges(ActorKind kind) =>
        New().When(Receive(1)).When(Acknowledge(2, new Actor(kind, "x", null, "api"))).ThenRefused(RefusalReasons.HumanAct);

    [Fact]
    public void An_acknowledged_request_is_not_acknowledged_twice() =>
        New().When(Receive(1)).When(Acknowledge(2)).When(Acknowledge(3, Officer)).ThenNothing();

    [Fact]
    public void Words_to_the_other_side_have_limits()
    {
        AcknowledgePreservation command = Acknowledge(2) with
        {
            LocalReference = new string('x', ContentLimits.LocalReferenceMax + 1),
            Note = "bell \a",
        };

        Refusal refusal = New().When(Receive(1)).When(command).ThenRefused(RefusalReasons.MalformedRequest);

        Assert.Equal(["local_reference", "note"], refusal.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public void A_page_after_the_acknowledgement_is_recorded_and_not_told()
    {
        var story = New().When(Receive(1)).When(Acknowledge(2)).When(Page(3));

        Assert.Null(story.Then<ReceivedDeskPaged>().MessageId);
        Assert.Equal(RequestedStage.Acknowledged, story.State!.Stage);
    }

    [Fact]
    public void When_nobody_takes_it_in_time_the_other_side_is_told_whom_to_call()
    {
        var story = New().When(Receive(1)).When(Missed(120));
        story.ThenNothing();

        AcknowledgementMissed missed = story.When(Missed(121)).Then<AcknowledgementMissed>();

        Assert.Equal(Start + Minutes(121), missed.DueAt);
        Assert.Equal(MissedMessage, missed.MessageId);
        Assert.Equal("+999301234567", story.State!.MissedPhone);
        Assert.Null(story.When(Missed(400, message: Id(900))).Then<AcknowledgementMissed>().MessageId);
    }

    [Fact]
    public void A_ladder_that_ran_out_tells_the_other_side_before_the_deadline_once()
    {
        var story = New().When(Receive(1)).When(Missed(10, isLadderExhausted: true));

        Assert.Equal(Start + Minutes(10), story.Then<AcknowledgementMissed>().DueAt);
        story.When(Missed(11, isLadderExhausted: true)).ThenNothing();
    }

    [Fact]
    public void A_withdrawal_before_the_request_is_confirmed_and_the_request_is_kept_when_it_comes()
    {
        var story = New().When(Withdraw(1));
        Assert.Equal(["PreservationAnnounced", "WithdrawalReceived"], story.Facts.Select(fact => fact.GetType().Name));
        Assert.Equal([ConfirmedMessage.ToString("N")], RequestedDecider.Due(story.State!).Select(item => item.Key));

        story.When(Receive(2)).Then<PreservationReceived>();

        Assert.Equal(RequestedStage.Withdrawn, story.State!.Stage);
        Assert.NotNull(story.State.Content);
        Assert.DoesNotContain(RequestedDecider.Due(story.State), item => item.Kind == DueKinds.Deadline);
        story.When(Acknowledge(3)).ThenRefused(RefusalReasons.NotInThisStage);
    }

    [Fact]
    public void A_reminder_before_the_request_waits_for_it_ten_minutes()
    {
        var story = New().When(Remind(1));
        Assert.Equal(RequestedStage.Announced, story.State!.Stage);
        story.When(PredecessorLate(10.9)).ThenNothing();
        story.When(PredecessorLate(11)).Then<PredecessorOverdue>();
        story.When(Acknowledge(12)).ThenRefused(RefusalReasons.NotInThisStage);

        story.When(Receive(13, Urgency.Emergency)).Then<PreservationReceived>();

        Assert.Equal((RequestedStage.Received, Urgency.Emergency), (story.State!.Stage, story.State.Urgency));
        story.When(Acknowledge(14)).Then<PreservationAcknowledged>();
    }

    [Fact]
    public void A_withdrawal_tells_the_stage_that_was_reached()
    {
        Assert.Equal(
            RequestedStage.Acknowledged,
            New().When(Receive(1)).When(Acknowledge(2)).When(Withdraw(3)).Then<WithdrawalReceived>().StageReached);
        Assert.Equal(
            RequestedStage.Received,
            New().When(Receive(1)).When(Withdraw(3)).Then<WithdrawalReceived>().StageReached);
    }

    [Fact]
    public void A_second_request_under_one_reference_is_refused() =>
        New().When(Receive(1)).When(Receive(2, message: 666)).ThenRefused(RefusalReasons.RequestIdReused);

    [Fact]
    public void A_message_about_another_case_is_refused()
    {
        ReceiveWithdrawal withdraw = Withdraw(2);

        New().When(Receive(1)).When(withdraw with { Case = Case with { OriginCountry = "XC" } }).ThenRefused(RefusalReasons.PreservationNotFound);
        New().When(Receive(1)).When(withdraw with { Case = Case with { Reference = "PR-XA-2026-000002-5" } }).ThenRefused(RefusalReasons.PreservationNotFound);
        New().When(Receive(1)).When(withdraw with { Case = Case with { Purpose = Purpose.Test } }).ThenRefused(RefusalReasons.RequestIdReused);
    }

    [Fact]
    public void A_request_that_lacks_elements_is_taken_as_it_is()
    {
        ReceivePreservation receive = Receive(1) with { Content = Content with { Authority = null, Necessity = "" } };

        Assert.Null(New().When(receive).Then<PreservationReceived>().Content.Value!.Authority);
    }

    [Fact]
    public void An_urgency_of_a_newer_peer_is_read_by_its_lane() =>
        Assert.Equal(Urgency.Urgent, New().When(Receive(1, (Urgency)17)).Then<PreservationReceived>().Urgency);
}
