using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace ContactNetwork.Node.Peers.Refusals;

/// <summary>The stored refusals.</summary>
internal static class RefusalTable
{
    private const string AddSql =
        """
        insert into node.peer_refusal as r (hour, source, reason, country, count, first_time, first_detail, last_time, last_detail)
        select date_trunc('hour', u.first_time, 'UTC'), u.source, u.reason, u.country, u.count, u.first_time, u.first_detail, u.last_time, u.last_detail
        from unnest($1, $2, $3, $4, $5, $6, $7, $8) as u (source, reason, country, count, first_time, first_detail, last_time, last_detail)
        order by 1, 2, 3, 4
        on conflict (hour, source, reason, country) do update set
            count = r.count + excluded.count,
            first_detail = case when excluded.first_time < r.first_time then excluded.first_detail else r.first_detail end,
            first_time = least(r.first_time, excluded.first_time),
            last_detail = case when excluded.last_time >= r.last_time then excluded.last_detail else r.last_detail end,
            last_time = greatest(r.last_time, excluded.last_time)
        """;

    private const string ListSql =
        """
        select hour, source, reason, country, count, first_time, first_detail, last_time, last_detail
        from node.peer_refusal where hour >= date_trunc('hour', $1, 'UTC') and hour < $2
        order by hour desc, last_time desc, source, reason, country limit $3
        """;

    private const string DeleteSql =
        """
        delete from node.peer_refusal where ctid in (select ctid from node.peer_refusal where hour < $1 limit $2 for update skip locked)
        """;

    /// <summary>Adds to what is stored of the same hour.</summary>
    public static async Task AddAsync(NpgsqlDataSource source, IReadOnlyList<RefusalCount> counts, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(AddSql);
        command.Parameters.Add(new() { Value = counts.Select(count => (short)count.Key.Source).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.Key.Reason).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.Key.Country).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.Count).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.FirstTime).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.FirstDetail).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.LastTime).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.LastDetail).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Those of some hours, the newest first.</summary>
    public static async Task<IReadOnlyList<PeerRefusal>> ListAsync(
        NpgsqlConnection connection, DateTimeOffset since, DateTimeOffset until, int countMax, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ListSql, connection)
        {
            Parameters = { new() { Value = since }, new() { Value = until }, new() { Value = countMax } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<PeerRefusal>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new PeerRefusal
            {
                HourTime = Time(reader, 0),
                Source = Shown((RefusedAt)reader.GetInt16(1)),
                Reason = reader.GetString(2),
                Country = reader.GetString(3),
                Count = reader.GetInt64(4),
                FirstTime = Time(reader, 5),
                FirstDetail = reader.GetString(6),
                LastTime = Time(reader, 7),
                LastDetail = reader.GetString(8),
            });
        }

        return found;
    }

    /// <summary>Deletes some of what is older.</summary>
    public static async Task<int> DeleteAsync(NpgsqlDataSource source, DateTimeOffset before, int countMax, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DeleteSql);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = countMax });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static RefusalSource Shown(RefusedAt source) => source switch
    {
        RefusedAt.HandshakeFrom => RefusalSource.HandshakeFrom,
        RefusedAt.HandshakeTo => RefusalSource.HandshakeTo,
        RefusedAt.Document => RefusalSource.Document,
        RefusedAt.Call => RefusalSource.Call,
        RefusedAt.Dispatch => RefusalSource.Dispatch,
        _ => RefusalSource.Unspecified,
    };

    private static Timestamp Time(NpgsqlDataReader reader, int column) =>
        Timestamp.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(column));
}
