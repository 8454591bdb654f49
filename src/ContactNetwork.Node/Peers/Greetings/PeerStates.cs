using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>What is known of each other node, shared by the replicas.</summary>
internal static class PeerStates
{
    private const string MetSql =
        """
        insert into node.peer as p (country, contact_time, refusal, clock_offset_ms, clock_time, roster_version,
            certificate_expire_time, software_version, features, missed_heartbeats)
        values ($1, $2, null, $3, case when $3::bigint is null then null else $2::timestamptz end, $4, $5, $6, $7,
            case when $8 and not $9 then 1 else 0 end)
        on conflict (country) do update set contact_time = $2, refusal = case when $8 then null else p.refusal end,
            clock_offset_ms = coalesce(excluded.clock_offset_ms, p.clock_offset_ms),
            clock_time = coalesce(excluded.clock_time, p.clock_time), roster_version = excluded.roster_version,
            certificate_expire_time = excluded.certificate_expire_time, software_version = excluded.software_version,
            features = excluded.features,
            missed_heartbeats = case when $9 then 0 when $8 then p.missed_heartbeats + 1 else p.missed_heartbeats end
        """;

    private const string FailedSql =
        """
        insert into node.peer as p (country, refusal, missed_heartbeats) values ($1, $2, 1)
        on conflict (country) do update set refusal = $2, missed_heartbeats = p.missed_heartbeats + 1
        """;

    private const string AllSql =
        """
        select country, contact_time, refusal, clock_offset_ms, clock_time, roster_version, certificate_expire_time, features,
            missed_heartbeats
        from node.peer
        """;

    /// <summary>What notes what a peer said of itself, and counts the heartbeat.</summary>
    /// <param name="met">What it said.</param>
    /// <param name="beat">Whether it answered us (then it refuses us no more), and how.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<NpgsqlBatchCommand> Met(PeerSaid met, Heartbeat beat, DateTimeOffset now) =>
    [
        new(MetSql)
        {
            Parameters =
            {
                new() { Value = met.Country },
                new() { Value = now },
                new() { Value = Nullable((long?)met.ClockOffset?.TotalMilliseconds), NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = Nullable(met.RosterVersion), NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = Nullable(met.CertificateExpireTime?.ToUniversalTime()), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = met.SoftwareVersion },
                new() { Value = met.Features.ToArray() },
                new() { Value = beat.IsOurs },
                new() { Value = beat.IsPassed },
            },
        },
        PeerHeartbeats.Count(beat, now),
    ];

    /// <summary>What notes why a peer did not answer, and counts the failed heartbeat.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Failed(string country, string error, DateTimeOffset now) =>
    [
        new(FailedSql) { Parameters = { new() { Value = country }, new() { Value = error } } },
        PeerHeartbeats.Count(Heartbeat.Failed(country), now),
    ];

    /// <summary>Writes notes.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> notes, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var note in notes)
            batch.BatchCommands.Add(note);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Reads all.</summary>
    public static async Task<Dictionary<string, PeerState>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var states = new Dictionary<string, PeerState>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            states[reader.GetString(0)] = new PeerState(
                Time(reader, 1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : TimeSpan.FromMilliseconds(reader.GetInt64(3)),
                Time(reader, 4),
                reader.IsDBNull(5) ? 0 : reader.GetInt64(5),
                Time(reader, 6),
                reader.GetFieldValue<string[]>(7).ToHashSet(StringComparer.Ordinal),
                reader.GetInt32(8));
        }

        return states;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static object Nullable<T>(T? value) => (object?)value ?? DBNull.Value;
}

/// <summary>What a peer said of itself, bounded.</summary>
internal sealed record PeerSaid(
    string Country,
    TimeSpan? ClockOffset,
    long? RosterVersion,
    DateTimeOffset? CertificateExpireTime,
    string SoftwareVersion,
    IReadOnlyCollection<string> Features);

/// <summary>What is known of a peer.</summary>
/// <param name="ContactTime">When it last called or answered.</param>
/// <param name="Refusal">Why the last call failed; null when it did not.</param>
/// <param name="ClockOffset">How far its clock is ahead of ours.</param>
/// <param name="ClockTime">When that was measured.</param>
/// <param name="RosterVersion">The version of the roster that it holds.</param>
/// <param name="CertificateExpireTime">When its certificate ends.</param>
/// <param name="Features">What it understands.</param>
/// <param name="MissedHeartbeats">Our Hellos since the last that passed.</param>
internal sealed record PeerState(
    DateTimeOffset? ContactTime,
    string? Refusal,
    TimeSpan? ClockOffset,
    DateTimeOffset? ClockTime,
    long RosterVersion,
    DateTimeOffset? CertificateExpireTime,
    IReadOnlySet<string> Features,
    int MissedHeartbeats);
