using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;
using FsCheck.Xunit;
using static ContactNetwork.Domain.Tests.Preservations.RequestedStory;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class RequestedPropertyTests
{
    private const int MinutesMax = 400;

    [Property(MaxTest = 300)]
    public void Any_history_keeps_what_must_hold(byte urgency, uint[] steps)
    {
        var story = New();
        double minutes = 0;
        foreach (uint step in steps)
        {
            RequestedPreservation? before = story.State;
            minutes += step / 64 % MinutesMax;
            story.SayTwice(Command(step, minutes, (Urgency)(1 + (urgency % 3)), before));
            if (story.State is { } after)
                AssertHolds(before, after);
        }
    }

    /// <summary>Any command in any order: what comes first need not be the request itself.</summary>
    private static RequestedPreservationCommand Command(uint step, double minutes, Urgency urgency, RequestedPreservation? state)
    {
        Guid message = state is { Messages.Length: > 0 and var count }
            ? state.Messages[(int)(step / 8 % (uint)count)].MessageId
            : PagedMessage;
        int peerMessage = 1000 + (int)(step / 8 % 20);
        return (step % 10) switch
        {
            0 => Receive(minutes, urgency),
            1 => Page(minutes),
            2 => Acknowledge(minutes),
            3 => Missed(minutes, isLadderExhausted: step / 8 % 2 == 0, new Guid(step, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0)),
            4 => PredecessorLate(minutes),
            5 => Remind(minutes, peerMessage),
            6 => Withdraw(minutes, 2000 + peerMessage),
            7 => Return(message, (ReturnOutcome)(1 + (step / 8 % 4)), minutes),
            _ => Deliver(message, minutes),
        };
    }

    private static void AssertHolds(RequestedPreservation? before, RequestedPreservation after)
    {
        DueItem[] due = [.. RequestedDecider.Due(after)];
        Invariants.AssertNamedApart(due);
        Invariants.AssertInOrder(due);

        Assert.True(before is null || after.Stage >= before.Stage, "A stage went back.");
        Assert.Equal((Realm.Operational, Case.Purpose, Case.Reference, Case.Id), (after.Realm, after.Purpose, after.Reference, after.Id));
        if (after.Stage is RequestedStage.Announced or RequestedStage.Received)
            Assert.Single(due, item => item.Kind == DueKinds.Deadline);
        if (after.Stage is RequestedStage.Received or RequestedStage.Acknowledged)
            Assert.NotNull(after.Content);
        Assert.Equal(
            after.Messages.Where(message => message.Delivery == Delivery.Owed).Select(message => message.MessageId.ToString("N")),
            due.Where(item => item.Kind == DueKinds.Deliver).Select(item => item.Key));
        Assert.Equal(after.Acknowledgement is not null, after.Messages.Any(message => message.Kind == MessageKind.Acknowledged));
        Assert.Equal(after.WithdrawnAt is not null, after.Messages.Any(message => message.Kind == MessageKind.WithdrawalConfirmed));
    }
}
