using ContactNetwork.Node.Clerks;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// How the heartbeats with each peer went, counted by the hour and kept for a day: at most 25 rows for each peer. The
/// replicas count together.
/// </summary>
internal sealed class PeerHeartbeats(NpgsqlDataSource source) : IRetention
{
    /// <summary>The hours that are shown, with the one that is not over.</summary>
    public const int HoursShown = 24;

    /// <summary>How long an hour is kept after it began.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(HoursShown + 1);

    /// <summary>Deleted at once.</summary>
    public const int BatchMax = 1_000;

    private const string CountSql =
        """
        insert into node.peer_heartbeat as h (country, hour, called, passed, late, failed, clock_off, received,
            round_trip_ms_max, clock_offset_ms_max, certificate_days_min)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (country, hour) do update set called = h.called + excluded.called, passed = h.passed + excluded.passed,
            late = h.late + excluded.late, failed = h.failed + excluded.failed, clock_off = h.clock_off + excluded.clock_off,
            received = h.received + excluded.received,
            round_trip_ms_max = greatest(h.round_trip_ms_max, excluded.round_trip_ms_max),
            clock_offset_ms_max = case when abs(excluded.clock_offset_ms_max) > abs(coalesce(h.clock_offset_ms_max, 0))
                then excluded.clock_offset_ms_max else coalesce(h.clock_offset_ms_max, excluded.clock_offset_ms_max) end,
            certificate_days_min = least(h.certificate_days_min, excluded.certificate_days_min)
        """;

    private const string HoursSql =
        """
        select hour, called, passed, late, failed, clock_off, received, round_trip_ms_max, clock_offset_ms_max, certificate_days_min
        from node.peer_heartbeat where country = $1 and hour > $2 order by hour limit $3
        """;

    private const string DeleteSql =
        """
        delete from node.peer_heartbeat h using (
            select country, hour from node.peer_heartbeat where hour < $1 limit $2 for update skip locked) old
        where h.country = old.country and h.hour = old.hour
        """;

    public string What => "hours of heartbeats";

    /// <summary>Counts a heartbeat: a statement for the batch that notes what the peer said.</summary>
    public static NpgsqlBatchCommand Count(Heartbeat beat, DateTimeOffset now) => new(CountSql)
    {
        Parameters =
        {
            new() { Value = beat.Country },
            new() { Value = HourOf(now) },
            new() { Value = One(beat.IsOurs) },
            new() { Value = One(beat.IsPassed) },
            new() { Value = One(beat.IsLate) },
            new() { Value = One(beat.IsFailed) },
            new() { Value = One(beat.IsClockOff) },
            new() { Value = One(!beat.IsOurs) },
            new() { Value = OrNull((long?)beat.RoundTrip?.TotalMilliseconds), NpgsqlDbType = NpgsqlDbType.Bigint },
            new() { Value = OrNull(beat.IsOurs ? (long?)beat.ClockOffset?.TotalMilliseconds : null), NpgsqlDbType = NpgsqlDbType.Bigint },
            new() { Value = OrNull(beat.CertificateDays(now)), NpgsqlDbType = NpgsqlDbType.Integer },
        },
    };

    /// <summary>The last 24 hours of a peer, the oldest first; an hour without any heartbeat is left out.</summary>
    public async Task<IReadOnlyList<PeerHeartbeatHour>> ReadAsync(string country, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(HoursSql);
        command.Parameters.Add(new() { Value = country });
        command.Parameters.Add(new() { Value = HourOf(now).AddHours(-HoursShown) });
        command.Parameters.Add(new() { Value = HoursShown });
        var hours = new List<PeerHeartbeatHour>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            hours.Add(Read(reader));
        return hours;
    }

    public async Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DeleteSql);
        command.Parameters.Add(new() { Value = now - Kept });
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static PeerHeartbeatHour Read(NpgsqlDataReader reader)
    {
        var hour = new PeerHeartbeatHour
        {
            StartTime = Timestamp.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(0)),
            CalledCount = reader.GetInt32(1),
            PassedCount = reader.GetInt32(2),
            LateCount = reader.GetInt32(3),
            FailedCount = reader.GetInt32(4),
            ClockOffCount = reader.GetInt32(5),
            ReceivedCount = reader.GetInt32(6),
            RoundTripMaxMilliseconds = reader.IsDBNull(7) ? 0 : reader.GetInt64(7),
            ClockOffsetMaxMilliseconds = reader.IsDBNull(8) ? 0 : reader.GetInt64(8),
        };
        if (!reader.IsDBNull(9))
            hour.CertificateDaysLeft = reader.GetInt32(9);
        return hour;
    }

    private static DateTimeOffset HourOf(DateTimeOffset now) => new(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);

    private static int One(bool isSo) => isSo ? 1 : 0;

    private static object OrNull<T>(T? value)
        where T : struct => value.HasValue ? value.Value : DBNull.Value;
}
