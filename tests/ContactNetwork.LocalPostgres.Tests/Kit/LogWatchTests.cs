using ContactNetwork.Testing;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.LocalPostgres.Tests.Kit;

public sealed class LogWatchTests
{
    [Fact]
    public void An_unannounced_error_fails_the_test()
    {
        LogWatch logs = new();
        Log(logs, LogLevel.Error, "the lane stopped");

        UnannouncedLogException failure = Assert.Throws<UnannouncedLogException>(logs.Dispose);

        Assert.Contains("the lane stopped", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_announced_error_and_a_warning_do_not()
    {
        using LogWatch logs = new();
        Log(logs, LogLevel.Warning, "a peer is slow");
        Log(logs, LogLevel.Error, "the lane stopped");
        logs.Expect("the lane stops", log => log.Message.Contains("lane", StringComparison.Ordinal));

        Assert.Equal(2, logs.Logs.Count);
    }

    [Fact]
    public void An_announced_error_that_does_not_come_fails_the_test()
    {
        LogWatch logs = new();
        logs.Expect("the lane stops", log => log.Message.Contains("lane", StringComparison.Ordinal));

        UnannouncedLogException failure = Assert.Throws<UnannouncedLogException>(logs.Verify);

        Assert.Contains("the lane stops", failure.Message, StringComparison.Ordinal);
    }

    private static void Log(LogWatch logs, LogLevel level, string message) =>
        logs.Provider.CreateLogger("test").Log(level, default, message, null, (text, _) => text);
}
