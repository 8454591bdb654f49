using ContactNetwork.Domain.Peers;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Tests.Kit.Samples;
using static ContactNetwork.Domain.Tests.Peers.PeerStory;

namespace ContactNetwork.Domain.Tests.Peers;

/// <summary>How bringing a restored store up to date begins and ends.</summary>
public sealed class RestoreTests
{
    private readonly DeciderStory<PeerRecord, PeerCommand, PeerEvent> story = New();

    [Fact]
    public void It_is_noticed_once_and_ends_with_its_counts()
    {
        story.When(Detect(0)).Then<PeerEvent.RestoreDetected>();
        story.When(Detect(1)).ThenNothing();
        story.When(Complete(2)).Then<PeerEvent.RestoreCompleted>();
        Assert.Equal((5, 4, 1), (story.State!.Restoration!.Fetched, story.State.Restoration.Rebuilt, story.State.Restoration.NotRebuilt));
        story.When(Lose(3)).ThenRefused("NOT_IN_THIS_STAGE");
        story.When(Detect(4)).Then<PeerEvent.RestoreDetected>();
    }

    [Fact]
    public void Only_a_person_accepts_a_loss_and_says_why()
    {
        story.When(Detect(0));
        story.When(Lose(1, Program)).ThenRefused("HUMAN_ACT");
        story.When(new PeerCommand.AcceptLoss(By(Lead, Minutes(1)), " ")).ThenRefused("MALFORMED_REQUEST");
        story.When(Lose(2)).Then<PeerEvent.LossAccepted>();
        Assert.Equal(Lead, story.State!.Restoration!.AcceptedBy);
    }

    [Fact]
    public void It_leaves_a_suspension_alone()
    {
        story.When(Suspend(0)).When(Detect(1)).When(Complete(2));
        Assert.Equal(PeerStage.SuspendedByOne, story.State!.Stage);
    }
}
