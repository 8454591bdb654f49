using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class RequestingTableTests
{
    private static readonly RuleTable Table = new(
        """
        command                          | None                   | Released              | Returned              | Delivered              | Acknowledged          | Withdrawn
        FilePreservation                 | PreservationFiled      | nothing               | nothing               | nothing                | nothing               | nothing
        RestoreFiling                    | PreservationFiled      | nothing               | nothing               | nothing                | nothing               | nothing
        RestoreWithdrawal                | PRESERVATION_NOT_FOUND | PreservationWithdrawn | PreservationWithdrawn | PreservationWithdrawn  | PreservationWithdrawn | nothing
        RecordDelivery                   | PRESERVATION_NOT_FOUND | PreservationDelivered | PreservationDelivered | nothing                | nothing               | nothing
        RecordReturn                     | PRESERVATION_NOT_FOUND | DispatchReturned      | nothing               | nothing                | nothing               | nothing
        RecordPeerDeskPaged              | PRESERVATION_NOT_FOUND | PeerDeskPaged         | PeerDeskPaged         | PeerDeskPaged          | PeerDeskPaged         | PeerDeskPaged
        RecordPeerAcknowledgement        | PRESERVATION_NOT_FOUND | PeerAcknowledged      | PeerAcknowledged      | PeerAcknowledged       | PeerAcknowledged      | PeerAcknowledged
        RecordPeerNotYetAcknowledged     | PRESERVATION_NOT_FOUND | PeerReportedNotYetAcknowledged | PeerReportedNotYetAcknowledged | PeerReportedNotYetAcknowledged | PeerReportedNotYetAcknowledged | PeerReportedNotYetAcknowledged
        NoteReceiptOverdue               | PRESERVATION_NOT_FOUND | ReceiptOverdue        | nothing               | nothing                | nothing               | ReceiptOverdue
        NoteAcknowledgementOverdue       | PRESERVATION_NOT_FOUND | nothing               | nothing               | AcknowledgementOverdue | nothing               | nothing
        WithdrawPreservation             | PRESERVATION_NOT_FOUND | PreservationWithdrawn | PreservationWithdrawn | PreservationWithdrawn  | PreservationWithdrawn | nothing
        RecordPeerWithdrawalConfirmation | PRESERVATION_NOT_FOUND | PeerConfirmedWithdrawal | PeerConfirmedWithdrawal | PeerConfirmedWithdrawal | PeerConfirmedWithdrawal | PeerConfirmedWithdrawal
        """);

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_command_has_its_outcome_in_every_stage(string command, string stage, string outcome)
    {
        var story = RequestingStory.New();
        foreach (RequestingPreservationCommand step in RequestingStory.To(stage))
            story.When(step);
        Assert.Equal(stage, story.State?.Stage.ToString() ?? "None");

        story.When(RequestingStory.Say(command));

        Assert.Equal(outcome, story.Outcome);
    }

    [Fact]
    public void No_pair_of_command_and_stage_is_left_out() =>
        Table.AssertCovers<RequestingPreservationCommand, RequestingStage>();
}
