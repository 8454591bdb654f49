using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;
using FsCheck.Xunit;
using static ContactNetwork.Domain.Tests.Preservations.RequestingStory;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class RequestingPropertyTests
{
    private const int MinutesMax = 400;

    [Property(MaxTest = 300)]
    public void Any_history_keeps_what_must_hold(byte urgency, uint[] steps)
    {
        var story = New();
        story.SayTwice(File((Urgency)(1 + (urgency % 3))));
        double minutes = 0;
        foreach (uint step in steps)
        {
            RequestingPreservation before = story.State!;
            minutes += step / 64 % MinutesMax;
            story.SayTwice(Command(step, minutes, before));
            AssertHolds(before, story.State!);
        }
    }

    /// <summary>Any command, about any message of the request, in any order.</summary>
    private static RequestingPreservationCommand Command(uint step, double minutes, RequestingPreservation state)
    {
        Guid message = state.Messages[(int)(step / 8 % (uint)state.Messages.Length)].MessageId;
        int peerMessage = 1000 + (int)(step / 8 % 20);
        return (step % 10) switch
        {
            0 or 1 => Deliver(message, minutes),
            2 => Return(message, (ReturnOutcome)(1 + (step / 8 % 4)), minutes),
            3 => Paged(peerMessage, minutes),
            4 => Taken(peerMessage, minutes),
            5 => NotYet(peerMessage, minutes),
            6 => ReceiptLate(minutes),
            7 => AcknowledgementLate(minutes, new Guid(step, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0)),
            8 => Withdraw(minutes),
            _ => Confirm(peerMessage, minutes),
        };
    }

    private static void AssertHolds(RequestingPreservation before, RequestingPreservation after)
    {
        DueItem[] due = [.. RequestingDecider.Due(after)];
        Invariants.AssertNamedApart(due);
        Invariants.AssertInOrder(due);

        Assert.True(after.Stage >= before.Stage, "A stage went back.");
        Assert.Equal(
            (before.Realm, before.Purpose, before.Reference, before.Urgency, before.Id),
            (after.Realm, after.Purpose, after.Reference, after.Urgency, after.Id));
        if (after.Stage is RequestingStage.Released or RequestingStage.Delivered)
            Assert.Contains(due, item => item.Kind == DueKinds.Deadline);
        Assert.Equal(
            after.Messages.Where(message => message.Delivery == Delivery.Owed).Select(message => message.MessageId.ToString("N")),
            due.Where(item => item.Kind == DueKinds.Deliver).Select(item => item.Key));
        Assert.Equal(Enumerable.Range(1, after.Messages.Length), after.Messages.Select(message => message.CaseSequence));
        Assert.Equal(after.Stage == RequestingStage.Withdrawn, after.WithdrawnAt is not null);
    }
}
