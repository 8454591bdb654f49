using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;
using static ContactNetwork.Domain.Tests.Contacts.ContactTestStory;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Contacts;

public sealed class ContactTestTableTests
{
    private static readonly RuleTable Table = new(
        """
        command               | None                   | Planned           | Started                              | Delivered                            | Concluded                            | Declined          | Dropped
        PlanTest              | TestPlanned            | nothing           | nothing                              | nothing                              | nothing                              | nothing           | nothing
        StartPlannedTest      | CONTACT_TEST_NOT_FOUND | TestStarted       | nothing                              | nothing                              | nothing                              | nothing           | nothing
        StartTest             | TestStarted            | nothing           | nothing                              | nothing                              | nothing                              | nothing           | nothing
        StartVoiceTest        | VoiceTestStarted       | nothing           | nothing                              | nothing                              | nothing                              | nothing           | nothing
        RecordVoiceResult     | CONTACT_TEST_NOT_FOUND | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE                    | NOT_IN_THIS_STAGE                    | NOT_IN_THIS_STAGE                    | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE
        RestoreTest           | TestRestored           | TestRestored      | nothing                              | nothing                              | nothing                              | nothing           | TestRestored
        RestoreConclusion     | CONTACT_TEST_NOT_FOUND | nothing           | ConclusionRestored                   | ConclusionRestored                   | ConclusionRestored                   | nothing           | nothing
        RecordReceipt         | CONTACT_TEST_NOT_FOUND | nothing           | TestDelivered                        | nothing                              | nothing                              | nothing           | nothing
        RecordAcknowledgement | CONTACT_TEST_NOT_FOUND | NOT_IN_THIS_STAGE | TestAcknowledgedThere, TestConcluded | TestAcknowledgedThere, TestConcluded | TestAcknowledgedThere, TestConcluded | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE
        RecordDecline         | CONTACT_TEST_NOT_FOUND | NOT_IN_THIS_STAGE | TestDeclinedThere                    | TestDeclinedThere                    | nothing                              | nothing           | NOT_IN_THIS_STAGE
        NoteNoAnswer          | CONTACT_TEST_NOT_FOUND | nothing           | TestConcluded                        | TestConcluded                        | nothing                              | nothing           | nothing
        """);

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_command_has_its_outcome_in_every_stage(string command, string stage, string outcome)
    {
        var story = New();
        foreach (ContactTestCommand step in To(stage))
            story.When(step);
        Assert.Equal(stage, story.State?.Stage.ToString() ?? "None");

        story.When(Say(command));

        Assert.Equal(outcome, story.Outcome);
    }

    [Fact]
    public void No_pair_of_command_and_stage_is_left_out() => Table.AssertCovers<ContactTestCommand, ContactTestStage>();

    [Theory]
    [InlineData(30, ContactOutcome.Reached)]
    [InlineData(31, ContactOutcome.Late)]
    public void It_passes_when_a_person_acknowledged_within_thirty_minutes_by_the_tested_country_s_own_clock(double minutes, ContactOutcome outcome)
    {
        // That clock is two hours ahead, and the answer was long on its way: neither counts.
        var story = New().When(ByHand(0)).When(Delivered(1)).When(Acknowledged(65, receivedThere: 120, acknowledgedThere: 120 + minutes));

        Assert.Equal(outcome, story.State!.Outcome);
        DueItem conclusion = Assert.Single(ContactTestDecider.Due(story.State));
        Assert.Equal((DueKinds.Deliver, "XB", Lane.Routine), (conclusion.Kind, conclusion.Peer, conclusion.Lane));
    }

    [Fact]
    public void Silence_is_concluded_when_the_time_is_over_and_an_answer_that_comes_later_corrects_it()
    {
        var story = New().When(ByHand(0)).When(Delivered(1));
        story.When(Silent(70.9)).ThenNothing();
        Assert.Equal(ContactOutcome.NoAnswer, story.When(Silent(71)).Then<TestConcluded>().Outcome);

        story.When(Acknowledged(90));

        Assert.Equal((ContactOutcome.Reached, ""), (story.State!.Outcome!.Value, story.State.Correction));
        story.When(Acknowledged(91)).ThenNothing();
    }

    [Fact]
    public void A_country_whose_node_never_had_the_test_is_told_nothing()
    {
        var story = New().When(ByHand(0));

        Assert.Null(story.When(Silent(60)).Then<TestConcluded>().ConclusionId);
        Assert.Empty(ContactTestDecider.Due(story.State!));
    }

    [Fact]
    public void A_test_that_comes_back_has_bounced()
    {
        var story = New().When(ByHand(0)).When(Returned(1));

        Assert.Equal((ContactOutcome.Bounced, "BodyUnknown"), (story.State!.Outcome!.Value, story.State.ReturnCode));
        Assert.Empty(ContactTestDecider.Due(story.State));
    }

    [Fact]
    public void Only_a_person_begins_one_by_hand() => New().When(ByHand(0, Program)).ThenRefused(RefusalReasons.HumanAct);

    [Fact]
    public void A_plan_waits_for_its_instant()
    {
        var story = New().When(Plan(0, 30));
        DueItem start = Assert.Single(ContactTestDecider.Due(story.State!));
        Assert.Equal((DueKinds.Deadline, ContactTestDeadlines.Start, Start + Minutes(30)), (start.Kind, start.Key, start.DueAt));

        story.When(StartPlanned(29)).ThenNothing();
        story.When(StartPlanned(30)).Then<TestStarted>();
        Assert.Contains(ContactTestDecider.Due(story.State!), due => due.Kind == DueKinds.Deliver);
    }
}
