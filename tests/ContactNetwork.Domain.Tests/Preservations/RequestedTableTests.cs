using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class RequestedTableTests
{
    private static readonly RuleTable Table = new(
        """
        command                   | None                   | Announced                | Received                 | Acknowledged       | Withdrawn
        ReceivePreservation       | PreservationReceived   | PreservationReceived     | nothing                  | nothing            | nothing
        RecordDeskPaged           | PRESERVATION_NOT_FOUND | nothing                  | nothing                  | nothing            | nothing
        AcknowledgePreservation   | PRESERVATION_NOT_FOUND | NOT_IN_THIS_STAGE        | PreservationAcknowledged | nothing            | NOT_IN_THIS_STAGE
        RestoreAcknowledgement    | PRESERVATION_NOT_FOUND | NOT_IN_THIS_STAGE        | PreservationAcknowledged | nothing            | PreservationAcknowledged
        NoteAcknowledgementMissed | PRESERVATION_NOT_FOUND | nothing                  | AcknowledgementMissed    | nothing            | nothing
        NotePredecessorOverdue    | PRESERVATION_NOT_FOUND | PredecessorOverdue       | nothing                  | nothing            | nothing
        ReceiveReminder           | PreservationAnnounced, ReminderReceived | ReminderReceived | ReminderReceived | ReminderReceived | ReminderReceived
        ReceiveWithdrawal         | PreservationAnnounced, WithdrawalReceived | WithdrawalReceived | WithdrawalReceived | WithdrawalReceived | WithdrawalReceived
        RecordDelivery            | PRESERVATION_NOT_FOUND | PRESERVATION_NOT_FOUND   | FollowUpDelivered        | FollowUpDelivered  | FollowUpDelivered
        RecordReturn              | PRESERVATION_NOT_FOUND | PRESERVATION_NOT_FOUND   | DispatchReturned         | DispatchReturned   | DispatchReturned
        """);

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_command_has_its_outcome_in_every_stage(string command, string stage, string outcome)
    {
        var story = RequestedStory.New();
        foreach (RequestedPreservationCommand step in RequestedStory.To(stage))
            story.When(step);
        Assert.Equal(stage, story.State?.Stage.ToString() ?? "None");

        story.When(RequestedStory.Say(command));

        Assert.Equal(outcome, story.Outcome);
    }

    [Fact]
    public void No_pair_of_command_and_stage_is_left_out() =>
        Table.AssertCovers<RequestedPreservationCommand, RequestedStage>();
}
