using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Contacts.VoiceTestDuties;

/// <summary>Reads and writes the voice tests that this country owes.</summary>
internal static class VoiceTestDutyTable
{
    private const string LockSql = "select pg_advisory_xact_lock(4851254781308)";

    private const string FindSql =
        """
        select period, country, open_time, due_time, announce_time, hinder_time, overdue_time
        from node.voice_test_duty where period = $1
        """;

    private const string PutSql =
        """
        insert into node.voice_test_duty (period, country, open_time, due_time, announce_time, hinder_time, overdue_time)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (period) do update set
            country = excluded.country, open_time = excluded.open_time, due_time = excluded.due_time,
            announce_time = excluded.announce_time, hinder_time = excluded.hinder_time, overdue_time = excluded.overdue_time
        """;

    /// <summary>The duty of a half-year; null where none is planned. Until the transaction ends no other replica gets to know.</summary>
    public static async Task<VoiceTestDuty?> LockAsync(NpgsqlConnection connection, HalfYear half, CancellationToken cancellation)
    {
        await using (var take = new NpgsqlCommand(LockSql, connection))
            await take.ExecuteNonQueryAsync(cancellation);
        return await FindAsync(connection, half, cancellation);
    }

    /// <summary>The duty of a half-year; null where none is planned.</summary>
    public static async Task<VoiceTestDuty?> FindAsync(NpgsqlConnection connection, HalfYear half, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(FindSql, connection) { Parameters = { new() { Value = half.Name } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return new VoiceTestDuty(
            reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3))
        {
            AnnouncedAt = Time(reader, 4),
            HinderedAt = Time(reader, 5),
            OverdueAt = Time(reader, 6),
        };
    }

    /// <summary>Writes a duty in this session, over the one of the same half-year.</summary>
    public static async Task PutAsync(WriteSession session, VoiceTestDuty duty, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PutSql, session.Connection)
        {
            Parameters =
            {
                new() { Value = duty.Period },
                new() { Value = duty.Country },
                new() { Value = duty.OpenAt },
                new() { Value = duty.DueAt },
                Parameter(duty.AnnouncedAt),
                Parameter(duty.HinderedAt),
                Parameter(duty.OverdueAt),
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter Parameter(DateTimeOffset? at) =>
        new() { Value = (object?)at ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
