using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What is kept of the heartbeats between nodes, and what of it raises an alarm.</summary>
public sealed class HeartbeatTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2027, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4_999, 1_999, true, false, false)]
    [InlineData(4_999, -1_999, true, false, false)]
    [InlineData(5_000, 0, false, true, false)]
    [InlineData(100, 2_000, false, false, true)]
    [InlineData(100, -2_000, false, false, true)]
    [InlineData(6_000, 90_000, false, true, true)]
    public void An_answer_within_5_s_by_a_clock_within_2_s_passes(
        int roundTrip, int offset, bool isPassed, bool isLate, bool isClockOff)
    {
        var beat = Beat(roundTrip, offset);

        Assert.Equal((isPassed, isLate, isClockOff, false), (beat.IsPassed, beat.IsLate, beat.IsClockOff, beat.IsFailed));
    }

    [Fact]
    public void No_answer_fails_and_a_call_of_the_peer_neither_passes_nor_fails()
    {
        Assert.True(Heartbeat.Failed("XB") is { IsFailed: true, IsPassed: false, IsLate: false, IsClockOff: false });
        Assert.True(Heartbeat.Received("XB", null) is { IsFailed: false, IsPassed: false, IsLate: false, IsClockOff: false });
        Assert.Equal((29, -2), (
            Heartbeat.Received("XB", Noon.AddDays(30).AddSeconds(-1)).CertificateDays(Noon),
            Heartbeat.Received("XB", Noon.AddDays(-1).AddHours(-1)).CertificateDays(Noon)));
    }

    [Fact]
    public async Task Heartbeats_are_counted_by_the_hour_and_kept_for_a_day()
    {
        await using var xa = await StartSilentAsync();
        var heartbeats = xa.Get<PeerHeartbeats>();
        await CountAsync(xa, Noon.AddMinutes(1), Beat(100, 10), Beat(300, -50), Beat(5_500, 20), Heartbeat.Failed("XC"));
        await CountAsync(xa, Noon.AddMinutes(59), Beat(90, 3_000), Heartbeat.Received("XC", Noon.AddDays(40)));
        await CountAsync(xa, Noon.AddHours(1), Beat(80, 5));
        await CountAsync(xa, Noon.AddHours(23).AddMinutes(30), Beat(70, 5));

        var hours = await heartbeats.ReadAsync("XC", Noon.AddHours(23).AddMinutes(40), Cancellation);
        Assert.Equal([12, 13, 11], hours.Select(hour => hour.StartTime.ToDateTimeOffset().Hour));
        Assert.Equal(
            new PeerHeartbeatHour
            {
                StartTime = hours[0].StartTime,
                CalledCount = 5,
                PassedCount = 2,
                LateCount = 1,
                FailedCount = 1,
                ClockOffCount = 1,
                ReceivedCount = 1,
                RoundTripMaxMilliseconds = 5_500,
                ClockOffsetMaxMilliseconds = 3_000,
                CertificateDaysLeft = 39,
            },
            hours[0]);

        // A day later the first two hours are neither shown nor kept.
        Assert.Single(await heartbeats.ReadAsync("XC", Noon.AddHours(25), Cancellation));
        Assert.Equal(0, await DeletedAsync(heartbeats, Noon.AddHours(25)));
        Assert.Equal(2, await DeletedAsync(heartbeats, Noon.AddHours(26).AddSeconds(1)));
        Assert.Equal(1, await xa.CountAsync("peer_heartbeat where country = 'XC' and called > 0"));
    }

    [Fact]
    public async Task Both_sides_count_what_they_say_to_each_other_and_hear()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await using var xb = await PeersNode.StartAsync(lab, "XB");

        foreach (var (node, other) in new[] { (xa, "XB"), (xb, "XA") })
        {
            await Eventually.Async(
                async () => await node.CountAsync($"peer_heartbeat where country = '{other}' and passed > 0 and received > 0 and certificate_days_min > 80") > 0,
                Deadlines.OverSockets,
                Cancellation,
                $"{node.Country} counts both ways");
        }

        // XC has no node: its heartbeats fail.
        await Eventually.Async(
            async () => await xa.CountAsync("peer_heartbeat h join node.peer p using (country) where country = 'XC' and failed > 0 and passed = 0 and missed_heartbeats > 0") > 0,
            Deadlines.OverSockets,
            Cancellation);
    }

    [Fact]
    public async Task Three_missed_in_a_row_raise_an_alarm_where_the_peer_can_be_reached_and_one_that_passes_ends_it()
    {
        var alarm = PeersAlarms.HeartbeatMissed("XC");
        await using var xa = await StartSilentAsync();
        // It calls us; our calls come too late.
        await MetAsync(xa, Heartbeat.Received("XC", null));
        await MetAsync(xa, Beat(6_000, 0));
        await xa.ExecuteAsync($"update node.peer set missed_heartbeats = {PeerMonitor.MissedForAlarm - 1} where country = 'XC'");
        await xa.Get<PeerMonitor>().LookAsync(Cancellation);
        Assert.DoesNotContain(alarm, xa.Get<Alarms>().Raised);

        await MetAsync(xa, Beat(6_000, 0));
        await xa.Get<PeerMonitor>().LookAsync(Cancellation);
        Assert.Contains(alarm, xa.Get<Alarms>().Raised);

        await MetAsync(xa, Beat(100, 0));
        await xa.Get<PeerMonitor>().LookAsync(Cancellation);
        Assert.DoesNotContain(alarm, xa.Get<Alarms>().Raised);
    }

    public void Dispose() => lab.Dispose();

    /// <summary>A node that counts only what the test says.</summary>
    private Task<PeersNode> StartSilentAsync() => PeersNode.StartAsync(
        lab, "XA", services => services.Remove(services.Single(service => service.ImplementationType == typeof(HelloLoop))));

    private static Heartbeat Beat(int roundTrip, int offset) => new(
        "XC", IsOurs: true, TimeSpan.FromMilliseconds(roundTrip), TimeSpan.FromMilliseconds(offset), Noon.AddDays(60));

    private static async Task CountAsync(PeersNode node, DateTimeOffset now, params Heartbeat[] beats)
    {
        await using var connection = await node.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        foreach (var beat in beats)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { PeerHeartbeats.Count(beat, now) } };
            await batch.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private static async Task MetAsync(PeersNode node, Heartbeat beat)
    {
        await using var connection = await node.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        var said = new PeerSaid("XC", beat.ClockOffset, 1, null, "1", []);
        await PeerStates.WriteAsync(connection, PeerStates.Met(said, beat, TimeProvider.System.GetUtcNow()), Cancellation);
    }

    private static async Task<int> DeletedAsync(PeerHeartbeats heartbeats, DateTimeOffset now) => await heartbeats.DeleteAsync(now, Cancellation);
}
