using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Tests.Kit;

namespace ContactNetwork.Domain.Tests.OnCall;

public sealed class AlertTableTests
{
    private static readonly RuleTable Table = new(
        """
        command          | None                     | Raised            | Notified          | Escalated         | Missed            | Acknowledged | Cancelled
        RaiseAlert       | AlertRaised, StepStarted | nothing           | nothing           | nothing           | nothing           | nothing      | nothing
        StartNextStep    | ALERT_NOT_FOUND          | StepStarted       | StepStarted       | StepStarted       | AlertAlarmedAgain | nothing      | nothing
        RecordPageSent   | ALERT_NOT_FOUND          | AlertNotified     | nothing           | AlertNotified     | AlertNotified     | nothing      | nothing
        RecordPageFailed | ALERT_NOT_FOUND          | PageFailed, StepStarted | nothing     | PageFailed        | PageFailed        | nothing      | nothing
        AcknowledgeAlert | ALERT_NOT_FOUND          | AlertAcknowledged | AlertAcknowledged | AlertAcknowledged | AlertAcknowledged | nothing      | NOT_IN_THIS_STAGE
        CancelAlert      | ALERT_NOT_FOUND          | AlertCancelled    | AlertCancelled    | AlertCancelled    | AlertCancelled    | nothing      | nothing
        """);

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_command_has_its_outcome_in_every_stage(string command, string stage, string outcome)
    {
        var story = AlertStory.New();
        foreach (AlertCommand step in AlertStory.To(stage))
            story.When(step);
        Assert.Equal(stage, story.State?.Stage.ToString() ?? "None");

        story.When(AlertStory.Say(command));

        Assert.Equal(outcome, story.Outcome);
    }

    [Fact]
    public void No_pair_of_command_and_stage_is_left_out() => Table.AssertCovers<AlertCommand, AlertStage>();
}
