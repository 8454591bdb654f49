using Microsoft.Extensions.Logging;

namespace ContactNetwork.Architecture.Tests.Logs;

public sealed class EventIdsTests
{
    private static readonly string[] LogsOfPrograms = ["PeersLog.", "PeopleLog.", "ClerksLog.", "ChannelsLog.", "IdentityLog.", "StoreLog."];

    [Fact]
    public void Whatever_the_programs_log_has_a_number_and_a_name_of_its_own() => Assert.Empty(EventIds.Faults(EventIds.OfPrograms()));

    [Fact]
    public void The_logs_of_every_program_are_looked_at()
    {
        var found = EventIds.Of(EventIds.OfPrograms());

        Assert.All(
            LogsOfPrograms,
            log => Assert.Contains(found, one => one.Where.StartsWith(log, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_number_used_twice_and_an_event_without_name_are_reported() => Assert.Equal(
        ["OffendingLogA.Nameless: the event has number 9902 and name ''.", "9901: OffendingLogA.First, OffendingLogB.Second"],
        EventIds.Faults([typeof(OffendingLogA), typeof(OffendingLogB)]));
}

internal static partial class OffendingLogA
{
    [LoggerMessage(9901, LogLevel.Debug, "One.", EventName = "One")]
    public static partial void First(this ILogger log);

    [LoggerMessage(9902, LogLevel.Debug, "Three.")]
    public static partial void Nameless(this ILogger log);
}

internal static partial class OffendingLogB
{
    [LoggerMessage(9901, LogLevel.Debug, "Two.", EventName = "Two")]
    public static partial void Second(this ILogger log);
}
