using System.Diagnostics;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

/// <summary>When clocks jump or disagree, what can't be undone waits, and everybody is told.</summary>
public sealed class ClockWatchTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create("Host=nowhere");
    private readonly Alarms alarms = new();
    private readonly Witness peers = new();
    private readonly ClockWatch watch;

    public ClockWatchTests()
    {
        var services = new ServiceCollection().AddSingleton<IClockWitness>(peers).BuildServiceProvider();
        watch = new ClockWatch(source, TimeProvider.System, services, alarms, NullLogger<ClockWatch>.Instance);
        Judge(TimeSpan.Zero);
        AssertTrusted(true);
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(-60, 0)]
    [InlineData(0, 60)]
    [InlineData(60, 60)]
    public void A_jump_is_remembered_for_five_minutes(int databaseMinutes, int nodeMinutes)
    {
        var (database, node) = (TimeSpan.FromMinutes(databaseMinutes), TimeSpan.FromMinutes(nodeMinutes));
        Judge(2 * Second, database, node);
        AssertTrusted(false);
        // Both right again, as after a correction: that is another jump.
        Judge(4 * Second);
        AssertTrusted(false);
        Judge((4 * Second) + ClockWatch.JumpRemembered - Second);
        AssertTrusted(false);
        Judge((4 * Second) + ClockWatch.JumpRemembered + Second);
        AssertTrusted(true);
    }

    [Fact]
    public void A_clock_that_drifts_slowly_away_is_disputed_for_as_long_as_it_is_away()
    {
        for (var minute = 1; minute <= 6; minute++)
            Judge(minute * Hour, database: TimeSpan.FromMinutes(minute));
        AssertTrusted(false);
        for (var minute = 5; minute >= 0; minute--)
            Judge((12 - minute) * Hour, database: TimeSpan.FromMinutes(minute));
        AssertTrusted(true);
    }

    [Fact]
    public void Most_peers_outweigh_this_node_and_one_does_not()
    {
        peers.Offsets = new Dictionary<string, TimeSpan> { ["XB"] = Hour, ["XC"] = Second, ["XD"] = -Second };
        Judge(2 * Second);
        AssertTrusted(true);
        peers.Offsets = new Dictionary<string, TimeSpan> { ["XB"] = Hour, ["XC"] = -Hour, ["XD"] = Second };
        Judge(4 * Second);
        AssertTrusted(false);
        peers.Offsets = new Dictionary<string, TimeSpan>();
        Judge(6 * Second);
        AssertTrusted(true);
    }

    [Fact]
    public void A_long_pause_is_no_jump() // as after a virtual machine was asleep, with right clocks
    {
        Judge(12 * Hour);
        AssertTrusted(true);
    }

    public void Dispose() => source.Dispose();

    /// <summary>Judges what the clocks show so long after the start by the monotonic clock, each as far off as given.</summary>
    private void Judge(TimeSpan after, TimeSpan database = default, TimeSpan node = default) => watch.Judge(
        new ClockWatch.Measure(Start + after + database, Start + after + node, (long)(after.TotalSeconds * Stopwatch.Frequency)));

    private void AssertTrusted(bool isTrusted)
    {
        Assert.Equal(isTrusted, watch.IsTrusted);
        Assert.Equal(!isTrusted, alarms.Raised.Contains(AlarmCodes.ClockDisputed));
    }

    private sealed class Witness : IClockWitness
    {
        public IReadOnlyDictionary<string, TimeSpan> Offsets { get; set; } = new Dictionary<string, TimeSpan>();
    }
}
