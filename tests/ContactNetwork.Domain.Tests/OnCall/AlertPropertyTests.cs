using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Tests.Kit;
using FsCheck.Xunit;
using static ContactNetwork.Domain.Tests.OnCall.AlertStory;

namespace ContactNetwork.Domain.Tests.OnCall;

public sealed class AlertPropertyTests
{
    private const int MinutesMax = 12;

    [Property(MaxTest = 300)]
    public void Any_history_keeps_what_must_hold(byte[] ladder, uint[] steps)
    {
        var story = New();
        story.SayTwice(Raise(LadderOf(ladder)));
        double minutes = 0;
        foreach (uint step in steps)
        {
            Alert before = story.State!;
            minutes += step / 64 % MinutesMax;
            story.SayTwice(Command(step, minutes, before));
            AssertHolds(before, story.State!);
        }
    }

    /// <summary>Up to five steps of up to three persons; some are empty, some begin together.</summary>
    private static Ladder LadderOf(byte[] steps) => new(
        [
            .. steps.Take(5).Select((step, index) => new LadderStep(
                TimeSpan.FromMinutes(index * (step / 4 % 4)),
                [.. new[] { Anna, Boris, Lead }.Take(step % 4)])).OrderBy(step => step.After),
        ],
        TimeSpan.FromMinutes(20),
        TimeSpan.FromMinutes(10));

    private static AlertCommand Command(uint step, double minutes, Alert state)
    {
        PageKey page = state.Pages is { Length: > 0 and var count }
            ? state.Pages[(int)(step / 8 % (uint)count)].Key
            : new PageKey(1, Anna);
        return (step % 16) switch
        {
            0 => Take(minutes),
            1 => Cancel(minutes),
            < 6 => Sent(minutes, page.Step, page.Target),
            < 10 => Failed(minutes, page.Step, page.Target),
            _ => Next(minutes),
        };
    }

    private static void AssertHolds(Alert before, Alert after)
    {
        DueItem[] due = [.. AlertDecider.Due(after)];
        Invariants.AssertNamedApart(due);

        Assert.True(after.Stage >= before.Stage, "A stage went back.");
        Assert.True(after.Step >= before.Step, "A step was taken back.");
        Assert.Equal(
            (before.Realm, before.Purpose, before.Subject, before.Ladder, before.Id),
            (after.Realm, after.Purpose, after.Subject, after.Ladder, after.Id));
        Assert.Equal(after.IsOpen, due.Count(item => item.Kind == DueKinds.NextStep) == 1);
        Assert.Equal(after.IsOpen, after.EndedAt is null);
        Assert.DoesNotContain(after.Pages, page => page.Stage == PageStage.Sent && due.Any(item => item.Key == page.Key.ToString()));
        Assert.Equal(after.NotifiedAt is not null, after.Stage != AlertStage.Raised && after.NotifiedAt is not null);
        if (after is { IsOpen: true, Stage: not AlertStage.Missed })
            Assert.NotEmpty(after.Ladder.Steps[after.Step - 1].Targets);
    }
}
