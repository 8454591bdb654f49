using ContactNetwork.Domain.Peers;
using ContactNetwork.Domain.Tests.Kit;

namespace ContactNetwork.Domain.Tests.Peers;

public sealed class PeerTableTests
{
    private static readonly RuleTable Table = new(
        """
        command           | None              | Free              | SuspendedByOne       | Suspended          | ResumeProposed
        SuspendPeer       | PeerSuspended     | PeerSuspended     | nothing              | nothing            | nothing
        ConfirmSuspension | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE | SuspensionConfirmed  | nothing            | nothing
        ResumePeer        | nothing           | nothing           | PeerResumed          | ResumptionProposed | PeerResumed
        LapseSuspension   | nothing           | nothing           | SuspensionLapsed     | nothing            | nothing
        DetectRestore     | RestoreDetected   | RestoreDetected   | RestoreDetected      | RestoreDetected    | RestoreDetected
        CompleteRestore   | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE    | NOT_IN_THIS_STAGE  | NOT_IN_THIS_STAGE
        AcceptLoss        | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE | NOT_IN_THIS_STAGE    | NOT_IN_THIS_STAGE  | NOT_IN_THIS_STAGE
        """);

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_command_has_its_outcome_in_every_stage(string command, string stage, string outcome)
    {
        var story = PeerStory.New();
        foreach (PeerCommand step in PeerStory.To(stage))
            story.When(step);
        Assert.Equal(stage, story.State?.Stage.ToString() ?? "None");

        story.When(PeerStory.Say(command));

        Assert.Equal(outcome, story.Outcome);
    }

    [Fact]
    public void No_pair_of_command_and_stage_is_left_out() => Table.AssertCovers<PeerCommand, PeerStage>();
}
