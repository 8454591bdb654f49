using ContactNetwork.Testing;

namespace ContactNetwork.LocalPostgres.Tests.Kit;

public sealed class EventuallyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_does_not_become_true_fails_by_name()
    {
        bool isMoonGreen = false;

        TimeoutException failure = await Assert.ThrowsAsync<TimeoutException>(
            () => Eventually.Async(() => isMoonGreen, TimeSpan.Zero, Cancellation));

        Assert.Contains(nameof(isMoonGreen), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_becomes_true_is_waited_for()
    {
        int looks = 0;

        await Eventually.Async(() => ++looks == 3, Deadlines.InProcess, Cancellation);

        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task What_is_found_is_returned()
    {
        int looks = 0;

        string found = await Eventually.FindAsync(
            () => Task.FromResult(++looks == 3 ? "here" : null), Deadlines.InProcess, Cancellation);

        Assert.Equal("here", found);
    }
}
