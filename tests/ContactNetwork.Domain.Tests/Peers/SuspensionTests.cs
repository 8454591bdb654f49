using ContactNetwork.Domain.Peers;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Tests.Kit.Samples;
using static ContactNetwork.Domain.Tests.Peers.PeerStory;

namespace ContactNetwork.Domain.Tests.Peers;

/// <summary>Who may suspend a peer, for how long, and who may end it.</summary>
public sealed class SuspensionTests
{
    private static readonly Actor Third = new(ActorKind.Person, "operator", Id(77), "api");

    private readonly DeciderStory<PeerRecord, PeerCommand, PeerEvent> story = New();

    [Fact]
    public void A_suspension_by_one_lapses_after_four_hours_and_is_due_then()
    {
        story.When(Suspend(0));
        Assert.Equal(Start.AddHours(4), Assert.Single(PeerDecider.Due(story.State!)).DueAt);
        story.When(Lapse(239)).ThenNothing();
        story.When(Lapse(240)).Then<PeerEvent.SuspensionLapsed>();
        Assert.Empty(PeerDecider.Due(story.State!));
    }

    [Fact]
    public void A_confirmed_suspension_never_lapses()
    {
        story.When(Suspend(0)).When(Confirm(1));
        Assert.Empty(PeerDecider.Due(story.State!));
        story.When(Lapse(6000)).ThenNothing();
    }

    [Fact]
    public void Nobody_confirms_their_own_suspension() =>
        story.When(Suspend(0)).When(Confirm(1, DutyOfficer)).ThenRefused("FOUR_EYES_REQUIRED");

    [Fact]
    public void Nobody_is_a_second_person_to_what_they_did_with_an_account_that_was_made_known_as_theirs_since()
    {
        // The lead's acts were the duty officer's further account's; whichever account came first, both ids are named.
        Guid[] both = [DutyOfficer.PersonId!.Value, Lead.PersonId!.Value];
        story.When(Suspend(0, Lead)).When(Confirm(1, DutyOfficer) with { Accounts = [.. both] }).ThenRefused("FOUR_EYES_REQUIRED");
        story.When(Lapse(240)).When(Suspend(241, DutyOfficer) with { Accounts = [.. both] }).ThenRefused("FOUR_EYES_REQUIRED");

        story.When(Suspend(242, DutyOfficer)).When(Confirm(243, Third)).When(Resume(244, Lead)).Then<PeerEvent.ResumptionProposed>();
        story.When(Resume(245, DutyOfficer) with { Accounts = [.. both] }).ThenNothing();
        story.When(Resume(246, Third)).Then<PeerEvent.PeerResumed>();
    }

    [Fact]
    public void One_person_alone_gets_no_new_time_by_suspending_again()
    {
        story.When(Suspend(0)).When(Resume(10)).When(Suspend(60));
        Assert.Equal(Start.AddHours(4), story.State!.Suspension!.LapseAt);
        story.When(Lapse(240)).When(Suspend(241)).ThenRefused("FOUR_EYES_REQUIRED");
        story.When(Suspend(242, Lead)).Then<PeerEvent.PeerSuspended>();
    }

    [Fact]
    public void The_next_day_one_person_may_suspend_again()
    {
        story.When(Suspend(0)).When(Lapse(240)).When(Suspend((4 + 24) * 60));
        Assert.Equal(Start.AddHours(4 + 24 + 4), story.State!.Suspension!.LapseAt);
    }

    [Fact]
    public void What_two_have_made_takes_two_to_end()
    {
        story.When(Suspend(0)).When(Confirm(1));
        story.When(Resume(2)).Then<PeerEvent.ResumptionProposed>();
        story.When(Resume(3)).ThenNothing();
        story.When(Resume(4, Lead)).Then<PeerEvent.PeerResumed>();
        Assert.Equal(PeerStage.Free, story.State!.Stage);
    }

    [Fact]
    public void An_old_wish_to_end_it_does_not_count()
    {
        story.When(Suspend(0)).When(Confirm(1)).When(Resume(2));
        story.When(Resume(2 + 240, Lead)).Then<PeerEvent.ResumptionProposed>();
        story.When(Resume(3 + 240, DutyOfficer)).Then<PeerEvent.PeerResumed>();
    }

    [Fact]
    public void A_program_does_none_of_it()
    {
        story.When(Suspend(0, Program)).ThenRefused("HUMAN_ACT");
        story.When(Suspend(0));
        story.When(Confirm(1, Program)).ThenRefused("HUMAN_ACT");
        story.When(Resume(1, Program)).ThenRefused("HUMAN_ACT");
        Assert.NotNull(story.State!.Suspension);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_suspension_needs_its_reason(string because) => story.When(Suspend(0, because: because)).ThenRefused("MALFORMED_REQUEST");

    [Fact]
    public void A_reason_has_its_limit()
    {
        story.When(Suspend(0, because: new string('x', 501))).ThenRefused("MALFORMED_REQUEST");
        story.When(Suspend(0, because: new string('x', 500))).Then<PeerEvent.PeerSuspended>();
    }
}
