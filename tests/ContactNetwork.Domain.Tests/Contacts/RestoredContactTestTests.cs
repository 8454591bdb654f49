using ContactNetwork.Domain.Contacts;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;
using static ContactNetwork.Domain.Tests.Contacts.ContactTestStory;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Contacts;

/// <summary>Tests of ours that were lost with the store and come back from our own messages.</summary>
public sealed class RestoredContactTestTests
{
    [Fact]
    public void A_test_that_began_again_because_its_beginning_was_forgotten_asks_nobody_twice()
    {
        var story = New().When(Plan(0, 30)).When(StartPlanned(30) with { MessageId = Id(799) });
        Assert.Contains(ContactTestDecider.Due(story.State!), due => due.Key == Id(799).ToString("N"));

        story.When(RestoredAt(31)).Then<TestRestored>();
        story.When(Delivered(31));

        Assert.DoesNotContain(ContactTestDecider.Due(story.State!), due => due.Kind == DueKinds.Deliver);
        Assert.Equal(Start + Minutes(30), story.State!.PlannedFor);
        story.When(RestoredAt(32)).ThenNothing();
    }

    [Fact]
    public void The_answer_that_comes_again_is_waited_for_from_the_restoring_on_and_concludes_nothing_twice()
    {
        var story = New().When(RestoredAt(600)).When(Delivered(600)).When(RestoredResult(20));
        Assert.Equal((ContactTestStage.Concluded, ContactOutcome.Reached), (story.State!.Stage, story.State.Outcome!.Value));

        story.When(Acknowledged(601)).Then<TestAcknowledgedThere>();

        Assert.Equal("duty officer", story.State.Role);
        Assert.DoesNotContain(ContactTestDecider.Due(story.State), due => due.Key == Id(703).ToString("N"));

        var waiting = New().When(RestoredAt(600)).When(Delivered(600));
        waiting.When(Silent(601)).ThenNothing();
        waiting.When(Silent(670)).Then<TestConcluded>();
        New().When(RestoredAt(600)).When(Silent(659)).ThenNothing();
    }

    [Fact]
    public void A_result_that_was_corrected_after_the_backup_comes_back_corrected()
    {
        ConclusionRestored told = New().When(ByHand(0)).When(Delivered(1)).When(Silent(71)).When(RestoredResult(80)).Then<ConclusionRestored>();

        Assert.Equal(ContactOutcome.Reached, told.Outcome);
    }

    [Fact]
    public void A_voice_test_comes_back_with_its_call_and_its_word()
    {
        var story = New().When(RestoredAt(600) with { Level = ContactLevel.Voice, Call = Call with { Languages = [] }, Challenge = Drawn }).When(Delivered(600));

        story.When(Heard(605, RightWord, "fi"));

        Assert.Equal((ContactOutcome.Reached, "fi"), (story.State!.Outcome!.Value, story.State.Language));
    }
}
