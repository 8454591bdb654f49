using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Contacts.ReceivedContactTestCommand;
using static ContactNetwork.Domain.Contacts.ReceivedContactTestEvent;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Contacts;

public sealed class ReceivedContactTestTests
{
    private static readonly RuleTable Table = new(
        """
        command           | None                   | Open               | Acknowledged       | Unanswered         | Declined
        ReceiveTest       | TestAdmitted           | nothing            | nothing            | nothing            | nothing
        AcknowledgeTest   | CONTACT_TEST_NOT_FOUND | TestAcknowledged   | nothing            | NOT_IN_THIS_STAGE  | NOT_IN_THIS_STAGE
        NoteUnanswered    | CONTACT_TEST_NOT_FOUND | TestUnanswered     | nothing            | nothing            | nothing
        RecordReceipt     | CONTACT_TEST_NOT_FOUND | nothing            | AnswerReceipted    | nothing            | nothing
        ReceiveConclusion | CONTACT_TEST_NOT_FOUND | ConclusionReceived | ConclusionReceived | ConclusionReceived | NOT_IN_THIS_STAGE
        RestoreAcknowledgement | AcknowledgementRestored | AcknowledgementRestored | nothing | AcknowledgementRestored | nothing
        RestoreDecline    | DeclineRestored        | nothing            | nothing            | nothing            | nothing
        """);

    private static readonly Guid AnswerId = Id(803);

    private static readonly ReceivedVoiceCall Call =
        new("urn:poc:XA:1", "+999201234567", IsPreviousNumber: false, IsListed: true, new string('5', 32));

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_command_has_its_outcome_in_every_stage(string command, string stage, string outcome)
    {
        var story = New();
        foreach (ReceivedContactTestCommand step in To(stage))
            story.When(step);
        Assert.Equal(stage, story.State?.Stage.ToString() ?? "None");

        story.When(Say(command));

        Assert.Equal(outcome, story.Outcome);
    }

    [Fact]
    public void No_pair_of_command_and_stage_is_left_out() => Table.AssertCovers<ReceivedContactTestCommand, ReceivedContactTestStage>();

    [Theory]
    [InlineData(0.0, null, null)]
    [InlineData(1.0, null, 1.0)]
    [InlineData(null, -24.0 * 60, null)]
    [InlineData(null, (-24.0 * 60) + 1, 1.0)]
    [InlineData(30.0, (-24.0 * 60) + 20, 30.0)]
    [InlineData(-30.0, (-24.0 * 60) + 20, 20.0)]
    public void No_test_is_taken_while_another_holds_the_day_nor_two_of_one_country_in_24_hours(double? held, double? lastOfTester, double? next)
    {
        var story = New().When(Receive(0, held, lastOfTester));

        ContactTestDecline? decline = next is null ? null : ContactTestDecline.TestedWithinDay;
        Assert.Equal(decline, story.State!.Decline);
        Assert.Equal(next is { } minutes ? Start + Minutes(minutes) : null, story.State.NextAt);
        Assert.Equal(
            decline is null ? ContactTestDeadlines.Answer : Id(802).ToString("N"),
            Assert.Single(ReceivedContactTestDecider.Due(story.State)).Key);
    }

    [Theory]
    [InlineData(59, null)]
    [InlineData(60, ContactTestDecline.TooLate)]
    public void Nobody_is_called_for_a_test_whose_tester_no_longer_waits(double minutes, ContactTestDecline? decline) =>
        Assert.Equal(decline, New().When(Receive(minutes)).State!.Decline);

    [Fact]
    public void A_level_of_a_newer_version_is_declined() =>
        Assert.Equal(ContactTestDecline.LevelUnknown, New().When(Receive(0) with { Level = (ContactLevel)99 }).Then<TestDeclined>().Reason);

    [Fact]
    public void A_call_to_a_number_that_this_country_does_not_list_is_declined_and_holds_nothing()
    {
        var story = New().When(Receive(0) with { Level = ContactLevel.Voice, Call = Call with { IsListed = false } });

        Assert.Equal((ContactTestDecline.NumberUnknown, null), (story.State!.Decline, story.State.NextAt));
        Assert.Equal(Start, story.State.HoldsUntil);
    }

    [Fact]
    public void A_test_that_called_somebody_holds_the_day_and_one_that_called_nobody_only_while_it_may()
    {
        Assert.Equal(Start.AddHours(24), New().When(Receive(0)).State!.HoldsUntil);
        Assert.Equal(Start.AddHours(24), New().When(Receive(0)).When(new NoteUnanswered(ByClock(Minutes(60)))).State!.HoldsUntil);
        Assert.Equal(Start.AddHours(24), New().When(RestoredAnswer(5)).State!.HoldsUntil - Minutes(1));
        Assert.Equal(Start, New().When(Receive(0, held: 1)).State!.HoldsUntil);

        DeciderStory<ReceivedContactTest, ReceivedContactTestCommand, ReceivedContactTestEvent> Voice() =>
            New().When(Receive(0) with { Level = ContactLevel.Voice, Call = Call });
        Assert.Equal(Start.AddHours(1), Voice().State!.HoldsUntil);
        Assert.Equal(Start.AddHours(1), Voice().When(new NoteUnanswered(ByClock(Minutes(60)))).State!.HoldsUntil);
        Assert.Equal(Start.AddHours(1), Voice().When(Concluded(ContactOutcome.Bounced, word: null)).State!.HoldsUntil);
        // A person took the call, or the tester says what it met on the telephone.
        Assert.Equal(Start.AddHours(24), Voice().When(new AcknowledgeTest(By(DutyOfficer, Minutes(5)), AnswerId)).State!.HoldsUntil);
        Assert.Equal(Start.AddHours(24), Voice().When(Concluded(ContactOutcome.NoAnswer, word: null)).State!.HoldsUntil);
    }

    [Fact]
    public void A_voice_test_counts_among_the_one_in_24_hours_and_its_word_can_be_told_once_a_person_has_taken_the_call()
    {
        Assert.Equal(
            ContactTestDecline.TestedWithinDay,
            New().When(Receive(0, held: 60) with { Level = ContactLevel.Voice, Call = Call }).State!.Decline);

        var story = New().When(Receive(0) with { Level = ContactLevel.Voice, Call = Call });
        Assert.Equal(new CaseContent<string>(Id(800), Call.Challenge), story.Then<VoiceTestAdmitted>().Call.Challenge);
        Assert.Equal(ContactTestDeadlines.Answer, Assert.Single(ReceivedContactTestDecider.Due(story.State!)).Key);

        story.When(new AcknowledgeTest(By(DutyOfficer, Minutes(5)), AnswerId)).Then<TestAcknowledged>();
        Assert.Equal(
            ContactOutcome.WrongUnit,
            story.When(Concluded(ContactOutcome.WrongUnit, ChallengeResult.Wrong)).Then<VoiceConclusionReceived>().Outcome);
        Assert.Equal((ChallengeResult.Wrong, "en"), (story.State!.Word!.Value, story.State.Language));
        story.When(Concluded(ContactOutcome.WrongUnit, ChallengeResult.Wrong)).ThenNothing();
    }

    [Fact]
    public void Only_a_person_acknowledges() =>
        New().When(Receive(0)).When(new AcknowledgeTest(By(Program, Minutes(1)), AnswerId)).ThenRefused(RefusalReasons.HumanAct);

    [Fact]
    public void Its_reference_tells_that_it_is_a_test_and_whose() =>
        Assert.Matches("^TEST-XB-[0-9A-F]{8}$", New().When(Receive(0)).State!.Reference);

    [Fact]
    public void What_was_answered_before_a_loss_calls_nobody_again_and_still_counts_as_the_day_s_test()
    {
        var story = New().When(RestoredAnswer(5));
        Assert.Equal((Start + Minutes(1), "duty officer, restored from XB"), (story.State!.ReceivedAt, story.State.AcknowledgedBy!.Role));
        story.When(new RecordReceipt(ByPeer(Minutes(300)), Id(807), IsTaken: true)).Then<AnswerReceipted>();

        // The question comes again, hours later: it tells how it tested, and nobody is called or told that it comes too late.
        Assert.Equal(ContactLevel.HumanPing, story.When(Receive(300)).Then<RestoredTestKnown>().Level);
        story.When(Receive(301)).ThenNothing();
        Assert.Empty(ReceivedContactTestDecider.Due(story.State));
        story.When(Concluded(ContactOutcome.Reached, word: null)).Then<ConclusionReceived>();
    }

    [Fact]
    public void A_result_of_a_test_whose_question_came_again_too_late_after_a_loss_is_kept()
    {
        var story = New().When(Receive(600));
        Assert.Equal(ContactTestDecline.TooLate, story.State!.Decline);

        story.When(Concluded(ContactOutcome.Reached, word: null)).ThenRefused(RefusalReasons.NotInThisStage);
        story.When(Concluded(ContactOutcome.NoAnswer, word: null)).Then<ConclusionReceived>();

        Assert.Equal((ReceivedContactTestStage.Declined, ContactOutcome.NoAnswer), (story.State.Stage, story.State.Outcome!.Value));
    }

    [Fact]
    public void A_late_answer_makes_a_pass_of_a_failure_and_nothing_makes_a_failure_of_a_pass()
    {
        var story = New().When(Receive(0)).When(Concluded(ContactOutcome.NoAnswer, word: null));
        story.When(Concluded(ContactOutcome.Late, word: null)).Then<ConclusionReceived>();

        story.When(Concluded(ContactOutcome.NoAnswer, word: null)).ThenNothing();
        story.When(Concluded(ContactOutcome.WrongNumber, word: null)).ThenNothing();

        Assert.Equal(ContactOutcome.Late, story.State!.Outcome);
    }

    private static RestoreAcknowledgement RestoredAnswer(double minutes) =>
        new(By(Actor.Restored("duty officer", "XB"), Minutes(minutes)), Id(800), Id(801), "XB", Start + Minutes(1), Id(807));

    private static ReceiveConclusion Concluded(ContactOutcome outcome, ChallengeResult? word) =>
        new(ByPeer(Minutes(9)), Proof(806, Minutes(9)), outcome, "Look.", word, "en");

    private static DeciderStory<ReceivedContactTest, ReceivedContactTestCommand, ReceivedContactTestEvent> New() =>
        new(ReceivedContactTestDecider.Decide, ReceivedContactTestDecider.Evolve);

    private static ReceiveTest Receive(double minutes, double? held = null, double? lastOfTester = null) => new(
        ByPeer(Minutes(minutes)),
        Id(800),
        Id(801),
        "XB",
        ContactLevel.HumanPing,
        Proof(804, Minutes(0)),
        held is { } until ? Start + Minutes(until) : null,
        lastOfTester is { } last ? Start + Minutes(last) : null,
        Id(802),
        Call: null);

    private static ReceivedContactTestCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(ReceivedContactTestStage.Open) => [Receive(0)],
        nameof(ReceivedContactTestStage.Acknowledged) => [Receive(0), new AcknowledgeTest(By(DutyOfficer, Minutes(5)), AnswerId)],
        nameof(ReceivedContactTestStage.Unanswered) => [Receive(0), new NoteUnanswered(ByClock(Minutes(60)))],
        nameof(ReceivedContactTestStage.Declined) => [Receive(0, held: 1)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    private static ReceivedContactTestCommand Say(string command) => command switch
    {
        nameof(ReceiveTest) => Receive(0),
        nameof(AcknowledgeTest) => new AcknowledgeTest(By(DutyOfficer, Minutes(61)), AnswerId),
        nameof(NoteUnanswered) => new NoteUnanswered(ByClock(Minutes(61))),
        nameof(RecordReceipt) => new RecordReceipt(ByPeer(Minutes(61)), AnswerId, IsTaken: true),
        nameof(ReceiveConclusion) => new ReceiveConclusion(ByPeer(Minutes(71)), Proof(805, Minutes(71)), ContactOutcome.NoAnswer, "Look.", Word: null, ""),
        nameof(RestoreAcknowledgement) => RestoredAnswer(5),
        nameof(RestoreDecline) => new RestoreDecline(
            By(Actor.Restored("node", "XB"), Minutes(0)), Id(800), Id(801), "XB", ContactTestDecline.TestedWithinDay, Start + Minutes(60), Id(808)),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command is written down."),
    };
}
