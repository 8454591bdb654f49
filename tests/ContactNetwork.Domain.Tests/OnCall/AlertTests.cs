using ContactNetwork.Domain.OnCall;
using static ContactNetwork.Domain.OnCall.AlertCommand;
using static ContactNetwork.Domain.OnCall.AlertEvent;
using static ContactNetwork.Domain.Tests.Kit.Samples;
using static ContactNetwork.Domain.Tests.OnCall.AlertStory;

namespace ContactNetwork.Domain.Tests.OnCall;

public sealed class AlertTests
{
    [Fact]
    public void An_alert_climbs_its_ladder_until_it_is_missed_and_then_goes_on_alarming()
    {
        var story = New().When(Raise());
        Assert.Equal(["1/anna/smtp/0", "2"], Keys(story.State!));

        story.When(Next(2.9)).ThenNothing();
        Assert.Equal(2, story.When(Next(3)).Then<StepStarted>().Step);
        Assert.Equal(AlertStage.Escalated, story.State!.Stage);
        story.When(Next(6));
        Assert.Equal(["1/anna/smtp/0", "2/boris/smtp/0", "3/lead/smtp/0", "4"], Keys(story.State!));

        story.When(Next(14.9)).ThenNothing();
        Assert.Equal(Start + Minutes(25), story.When(Next(15)).Then<AlertMissed>().NextAlarmAt);
        story.When(Next(25)).Then<AlertAlarmedAgain>();
        Assert.Equal(
            ["1/anna/smtp/0", "2/boris/smtp/0", "3/lead/smtp/0", "4/anna/smtp/0", "4/boris/smtp/0", "4/lead/smtp/0", "5"],
            Keys(story.State!));
    }

    [Fact]
    public void A_later_alarm_replaces_the_pages_that_the_one_before_still_owed()
    {
        var story = New().When(Raise()).When(Next(3)).When(Next(6)).When(Next(15)).When(Next(25)).When(Next(35));

        Assert.DoesNotContain(story.State!.Pages, page => page.Key.Step == 4);
        Assert.Contains(story.State.Pages, page => page.Key.Step == 5);
        story.When(Sent(36, 4, Anna)).ThenNothing();
    }

    [Fact]
    public void Alarms_slow_down_and_never_end()
    {
        var story = New().When(Raise()).When(Next(3)).When(Next(6)).When(Next(15));
        for (int round = 1; round <= AlertDecider.FullRateAlarmsMax; round++)
            story.When(new StartNextStep(ByClock(story.State!.NextStepAt!.Value - Start), Replacement: null));

        AlertAlarmedAgain last = story.Then<AlertAlarmedAgain>();
        Assert.Equal(AlertDecider.LateAlarmEvery, last.NextAlarmAt - last.Stamp.At);
        Assert.NotEmpty(AlertDecider.Due(story.State!));
    }

    [Fact]
    public void A_step_that_began_late_still_runs_for_its_whole_time()
    {
        var story = New().When(Raise()).When(Next(60));

        Assert.Equal(Start + Minutes(63), story.Then<StepStarted>().NextStepAt);
    }

    [Fact]
    public void An_empty_step_is_recorded_and_the_next_begins_at_once()
    {
        Ladder gap = ThreeSteps with { Steps = [ThreeSteps.Steps[0] with { Targets = [] }, ThreeSteps.Steps[1], ThreeSteps.Steps[2]] };

        var story = New().When(Raise(gap));

        Assert.Equal(["AlertRaised", "StepWasEmpty", "StepStarted"], story.Facts.Select(fact => fact.GetType().Name));
        Assert.Equal([1], story.State!.EmptySteps);
        Assert.Equal((2, AlertStage.Escalated), (story.State.Step, story.State.Stage));
    }

    [Fact]
    public void Where_nobody_is_on_the_ladder_the_alert_is_missed_at_once()
    {
        var story = New().When(Raise(ThreeSteps with { Steps = [] }));

        Assert.Equal(AlertStage.Missed, story.State!.Stage);
        Assert.Equal(["1"], Keys(story.State));
    }

    [Fact]
    public void A_missed_alert_goes_on_with_another_ladder_where_its_own_leads_to_nobody()
    {
        var story = New().When(Raise(ThreeSteps with { Steps = [] })).When(Next(10, ThreeSteps));

        Assert.Equal(["LadderReplaced", "AlertAlarmedAgain"], story.Facts.Select(fact => fact.GetType().Name));
        Assert.Equal(["4/anna/smtp/0", "4/boris/smtp/0", "4/lead/smtp/0", "5"], Keys(story.State!));
        Assert.Equal((AlertStage.Missed, ThreeSteps), (story.State!.Stage, story.State.Ladder));
        story.When(Next(20)).Then<AlertAlarmedAgain>();
        Assert.Equal(["5/anna/smtp/0", "5/boris/smtp/0", "5/lead/smtp/0", "6"], Keys(story.State));
    }

    [Fact]
    public void A_replaced_ladder_takes_the_pages_along_that_lead_to_nobody()
    {
        Ladder another = ThreeSteps with { Steps = [new LadderStep(TimeSpan.Zero, [new PageTarget("carla", "smtp", "0")])] };
        var story = New().When(Raise()).When(Next(3)).When(Next(6)).When(Next(15)).When(Next(25)).When(Next(35, another));

        Assert.Equal(["3/carla/smtp/0", "4"], Keys(story.State!));
        Assert.Empty(story.Facts.SelectMany(fact => AlertReactions.Of(fact, story.State!)));
    }

    [Fact]
    public void An_alert_that_still_climbs_keeps_its_ladder()
    {
        Ladder another = ThreeSteps with { Steps = [] };

        Assert.Equal(ThreeSteps, New().When(Raise()).When(Next(3, another)).State!.Ladder);
    }

    [Fact]
    public void The_first_page_notifies_and_later_ones_only_count()
    {
        var story = New().When(Raise()).When(Next(3));
        Assert.Equal(Boris, story.When(Sent(3.1, 2, Boris)).Then<AlertNotified>().Page.Target);
        story.When(Sent(3.2, 1, Anna)).Then<PageSent>();

        Assert.Equal(AlertStage.Escalated, story.State!.Stage);
        Assert.Equal(Start + Minutes(3.1), story.State.NotifiedAt);
    }

    [Fact]
    public void When_nobody_of_a_step_can_be_reached_the_next_begins_at_once()
    {
        Ladder pairs = ThreeSteps with { Steps = [new LadderStep(TimeSpan.Zero, [Anna, Boris]), new LadderStep(Minutes(3), [Lead])] };
        var story = New().When(Raise(pairs));

        story.When(Failed(0.1, 1, Anna)).Then<PageFailed>();
        story.When(Failed(0.2, 1, Boris));

        Assert.Equal(["PageFailed", "StepStarted"], story.Facts.Select(fact => fact.GetType().Name));
        story.When(Failed(0.3, 2, Lead)).Then<PageFailed>();
        Assert.Equal(["1/anna/smtp/0", "1/boris/smtp/0", "2/lead/smtp/0", "3"], Keys(story.State!));
    }

    [Fact]
    public void A_page_that_failed_and_then_left_is_sent()
    {
        var story = New().When(Raise()).When(Failed(0.1, 1, Anna)).When(Sent(0.5, 1, Anna));

        story.Then<AlertNotified>();
        Assert.DoesNotContain("1/anna/smtp/0", Keys(story.State!));
    }

    [Fact]
    public void Taking_an_alert_stops_it_and_remembers_lateness()
    {
        Assert.False(New().When(Raise()).When(Take(1)).Then<AlertAcknowledged>().IsLate);
        var late = New().When(Raise()).When(Next(3)).When(Next(6)).When(Next(15)).When(Take(16));

        Assert.True(late.Then<AlertAcknowledged>().IsLate);
        Assert.Empty(AlertDecider.Due(late.State!));
        Assert.Equal(DutyOfficer, late.State!.AcknowledgedBy);
    }

    [Theory]
    [InlineData(ActorKind.Machine)]
    [InlineData(ActorKind.Clock)]
    [InlineData(ActorKind.Peer)]
    public void Only_a_person_takes_an_alert(ActorKind kind) =>
        New().When(Raise()).When(Take(1, new Actor(kind, "x", null, "api"))).ThenRefused(RefusalReasons.HumanAct);

    [Fact]
    public void The_subjects_room_hears_of_the_first_page_the_taking_and_the_missing()
    {
        var story = New().When(Raise()).When(Sent(0.1, 1, Anna));
        Assert.Equal(
            new SubjectNotice.DeskWasPaged(Subject, "REQUEST_RECEIVED", Start, Start + Minutes(0.1), "smtp"),
            Assert.Single(Notices(story)));
        story.When(Next(3));
        Assert.Empty(Notices(story));
        story.When(Next(6)).When(Next(15));
        Assert.Equal(new SubjectNotice.AlertWasMissed(Subject, "REQUEST_RECEIVED"), Assert.Single(Notices(story)));
        story.When(Take(16));
        Assert.Equal(new SubjectNotice.AlertWasTaken(Subject, "REQUEST_RECEIVED", DutyOfficer), Assert.Single(Notices(story)));
    }

    [Fact]
    public void An_id_that_names_another_alert_is_refused() =>
        New().When(Raise()).When(Raise() with { Cause = "OTHER" }).ThenRefused(RefusalReasons.RequestIdReused);

    private static IEnumerable<string> Keys(Alert state) => AlertDecider.Due(state).Select(item => item.Key);

    private static IEnumerable<SubjectNotice> Notices(Kit.DeciderStory<Alert, AlertCommand, AlertEvent> story) =>
        story.Facts.SelectMany(fact => AlertReactions.Of(fact, story.State!));
}
