using ContactNetwork.Node.Clerks;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

public sealed class WakeTests
{
    private readonly Wake _wake = new();

    [Fact]
    public async Task Any_topic_ends_the_wait_for_several()
    {
        var signal = _wake.NextOf(null, ["one", "two"]);
        _wake.Signal(["two"]);
        await signal.WaitAsync(Testing.Deadlines.OverSockets, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Looking_again_and_again_on_a_quiet_day_adds_nothing_to_the_topics()
    {
        var first = _wake.NextOf(null, ["one", "two"]);
        Assert.Same(first, _wake.NextOf(first, ["one", "two"]));

        _wake.Signal(["one"]);
        await first.WaitAsync(Testing.Deadlines.OverSockets, TestContext.Current.CancellationToken);
        var second = _wake.NextOf(first, ["one", "two"]);
        Assert.NotSame(first, second);
        Assert.False(second.IsCompleted);
    }
}
