using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;
using static ContactNetwork.Domain.Tests.Contacts.ContactTestStory;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Contacts;

/// <summary>Voice tests at the tester: only the right word, in a listed language, passes.</summary>
public sealed class VoiceTestTests
{
    private static readonly RuleTable Table = new(
        """
        command               | None                   | Started               | Delivered                           | Concluded         | Declined          | Dropped
        StartVoiceTest        | VoiceTestStarted       | nothing               | nothing                             | nothing           | nothing           | nothing
        RecordReceipt         | CONTACT_TEST_NOT_FOUND | TestDelivered         | nothing                             | nothing           | nothing           | nothing
        RecordAcknowledgement | CONTACT_TEST_NOT_FOUND | TestAcknowledgedThere | TestAcknowledgedThere               | TestAcknowledgedThere | NOT_IN_THIS_STAGE | nothing
        RecordDecline         | CONTACT_TEST_NOT_FOUND | TestDeclinedThere     | TestDeclinedThere                   | nothing           | nothing           | nothing
        RecordVoiceResult     | CONTACT_TEST_NOT_FOUND | NOT_IN_THIS_STAGE     | VoiceResultRecorded, TestConcluded  | nothing           | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE
        NoteNoAnswer          | CONTACT_TEST_NOT_FOUND | TestDropped           | TestDropped                         | nothing           | nothing           | nothing
        """);

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    public static TheoryData<VoiceFinding, ContactOutcome> Failures => new()
    {
        { VoiceFinding.NoAnswer, ContactOutcome.NoAnswer },
        { VoiceFinding.WrongNumber, ContactOutcome.WrongNumber },
        { VoiceFinding.WrongUnit, ContactOutcome.WrongUnit },
        { VoiceFinding.NoCommonLanguage, ContactOutcome.NoCommonLanguage },
        { VoiceFinding.Refused, ContactOutcome.Refused },
    };

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

    [Theory]
    [InlineData(15, ContactOutcome.Reached)]
    [InlineData(15.1, ContactOutcome.Late)]
    public void The_right_word_within_a_quarter_of_an_hour_after_the_other_node_had_the_test_passes(double minutes, ContactOutcome outcome)
    {
        var story = Open().When(Heard(40, RightWord, "EN-gb", answered: 1 + minutes));

        Assert.Equal((outcome, ChallengeResult.Right, ""), (story.State!.Outcome!.Value, story.State.Word!.Value, story.State.Correction));
        Assert.Equal(("EN-gb", Start + Minutes(1 + minutes)), (story.State.Language, story.State.AnsweredAt!.Value));
        DueItem conclusion = Assert.Single(ContactTestDecider.Due(story.State));
        Assert.Equal((DueKinds.Deliver, Id(705).ToString("N")), (conclusion.Kind, conclusion.Key));
    }

    [Fact]
    public void No_other_word_of_the_list_ever_passes()
    {
        for (int first = 0; first <= byte.MaxValue; first++)
        {
            for (int second = 0; second <= byte.MaxValue; second += 3)
            {
                ImmutableArray<byte> word = [(byte)first, (byte)second];
                if (word.SequenceEqual(RightWord))
                    continue;
                Assert.Equal((ContactOutcome.WrongUnit, ChallengeResult.Wrong), OutcomeOf(word));
            }
        }

        Assert.Equal((ContactOutcome.WrongUnit, ChallengeResult.Wrong), OutcomeOf([]));
        Assert.Equal((ContactOutcome.WrongUnit, ChallengeResult.Wrong), OutcomeOf([RightWord[0]]));
        Assert.Equal((ContactOutcome.WrongUnit, ChallengeResult.Wrong), OutcomeOf([.. RightWord, RightWord[0]]));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_was_met_is_the_result_and_says_what_to_correct(VoiceFinding finding, ContactOutcome outcome)
    {
        var story = Open().When(Met(5, finding));

        Assert.Equal((outcome, (ChallengeResult?)null), (story.State!.Outcome!.Value, story.State.Word));
        Assert.NotEmpty(story.State.Correction);
        bool isAnswered = finding is not (VoiceFinding.NoAnswer or VoiceFinding.WrongNumber);
        Assert.Equal(isAnswered, story.State.AnsweredAt is not null);
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("")]
    [InlineData("e")]
    [InlineData("english")]
    public void A_language_that_the_contact_point_does_not_list_is_no_right_language(string language) =>
        Assert.Equal("language", Assert.Single(Open().When(Heard(5, RightWord, language)).ThenRefused(RefusalReasons.MalformedRequest).Violations).Field);

    [Theory]
    [InlineData("de")]
    [InlineData("de-AT")]
    [InlineData("en-GB")]
    public void A_listed_language_may_be_named_with_or_without_its_region(string language) =>
        Assert.Equal(ContactOutcome.Reached, Open().When(Heard(5, RightWord, language)).State!.Outcome);

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void Nobody_answered_before_the_test_or_after_now(double answered) =>
        Assert.Equal("answer_time", Assert.Single(Open().When(Heard(5, RightWord, answered: answered)).ThenRefused(RefusalReasons.MalformedRequest).Violations).Field);

    [Fact]
    public void Only_a_person_calls_and_only_a_person_tells_what_was_met()
    {
        New().When(Voice(0, Program)).ThenRefused(RefusalReasons.HumanAct);
        Open().When(Heard(5, RightWord) with { Stamp = By(Program, Minutes(5)) }).ThenRefused(RefusalReasons.HumanAct);
    }

    [Fact]
    public void A_result_can_be_said_twice_and_not_be_changed()
    {
        var story = Open().When(Met(5, VoiceFinding.NoAnswer));

        story.When(Met(6, VoiceFinding.NoAnswer)).ThenNothing();
        story.When(Heard(7, RightWord)).ThenRefused(RefusalReasons.NotInThisStage);
    }

    [Fact]
    public void A_call_whose_result_nobody_records_counts_for_nothing()
    {
        var story = Open();
        story.When(Silent(60.9)).ThenNothing();
        story.When(Silent(61)).Then<TestDropped>();

        Assert.Null(story.State!.Outcome);
        Assert.Empty(ContactTestDecider.Due(story.State));
    }

    [Fact]
    public void A_result_that_was_recorded_before_a_loss_counts_though_its_time_has_run_out_since()
    {
        var story = Open();
        story.When(Silent(61)).Then<TestDropped>();

        story.When(RestoredResult(90)).Then<ConclusionRestored>();

        Assert.Equal((ContactTestStage.Concluded, ContactOutcome.Reached), (story.State!.Stage, story.State.Outcome!.Value));
    }

    [Fact]
    public void Who_took_the_call_there_is_known_and_passes_nothing()
    {
        var story = New().When(Voice(0)).When(Acknowledged(5));

        Assert.Equal((ContactTestStage.Delivered, "duty officer", (ContactOutcome?)null), (story.State!.Stage, story.State.Role, story.State.Outcome));
        story.When(Heard(6, RightWord));
        Assert.Equal(ContactOutcome.Reached, story.State.Outcome);
    }

    [Fact]
    public void Where_what_the_word_is_derived_from_was_erased_none_is_right_or_wrong() =>
        New().Given(new VoiceTestStarted(By(DutyOfficer, Minutes(0)), Id(700), "XB", Call, new CaseContent<string>(Id(700), null), Id(701)))
            .When(Delivered(1)).When(Heard(5, RightWord)).ThenRefused(RefusalReasons.NotInThisStage);

    [Fact]
    public void The_word_is_another_for_another_test_country_or_draw()
    {
        var words = new HashSet<(byte, byte)>();
        for (int number = 0; number < 400; number++)
        {
            string drawn = Convert.ToHexStringLower(BitConverter.GetBytes(number)).PadLeft(32, '0');
            foreach (var word in new[]
            {
                ChallengeWord.PlacesOf(drawn, Id(1), "XB"),
                ChallengeWord.PlacesOf(drawn, Id(2), "XB"),
                ChallengeWord.PlacesOf(drawn, Id(1), "XC"),
            })
                words.Add((word[0], word[1]));
            Assert.Equal(ChallengeWord.PlacesOf(drawn, Id(1), "XB"), ChallengeWord.PlacesOf(drawn.ToUpperInvariant(), Id(1), "XB"));
        }

        // 1,200 draws out of 65,536 words: few fall on the same.
        Assert.InRange(words.Count, 1_150, 1_200);
    }

    private static (ContactOutcome, ChallengeResult) OutcomeOf(ImmutableArray<byte> word)
    {
        var state = Open().When(Heard(5, word)).State!;
        return (state.Outcome!.Value, state.Word!.Value);
    }

    private static DeciderStory<ContactTest, ContactTestCommand, ContactTestEvent> Open() => New().When(Voice(0)).When(Delivered(1));

    private static ContactTestCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(ContactTestStage.Started) => [Voice(0)],
        nameof(ContactTestStage.Delivered) => [Voice(0), Delivered(1)],
        nameof(ContactTestStage.Concluded) => [Voice(0), Delivered(1), Heard(5, RightWord, answered: 4)],
        nameof(ContactTestStage.Declined) => [Voice(0), Delivered(1), Declined(2)],
        nameof(ContactTestStage.Dropped) => [Voice(0), Delivered(1), Silent(61)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    private static ContactTestCommand Say(string command) =>
        command == nameof(ContactTestCommand.RecordVoiceResult) ? Heard(80, RightWord, answered: 4) : ContactTestStory.Say(command);
}
