using ContactNetwork.Domain;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Clerks;

/// <summary>Reads what is due, and records tries that did not end the matter. What ends it is an event.</summary>
internal sealed class DueTable(NpgsqlDataSource source)
{
    /// <summary>How many groups one look finds at most.</summary>
    public const int GroupsMax = 256;

    /// <summary>Of each batch, the rows kept for the longest waiting, however urgent the others are.</summary>
    public const int RoutineShare = 4;

    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    internal const string Columns =
        "stream, stream_kind, kind, key, due_at, urgency, peer, lane, work_group, attempts, next_try, last_error, trace_parent";

    /// <summary>How many <see cref="Columns"/> there are.</summary>
    internal const int ColumnCount = 13;

    private const string GroupsSql =
        """
        select work_group, min(urgency) from node.due
        where kind = any($1) and next_try <= $2 and park_time is null and work_group <> all($3)
        group by work_group order by min(urgency), min(next_try) limit $4
        """;

    // From group to group by the index: a lane that rests may owe tens of thousands of rows, and none of them is read.
    private const string GroupsOfSql =
        """
        with recursive groups (name) as (
            (select work_group from node.due where park_time is null order by work_group limit 1)
            union all
            select (select d.work_group from node.due d where d.park_time is null and d.work_group > g.name order by d.work_group limit 1)
            from groups g where g.name is not null)
        select g.name, f.urgency
        from groups g cross join lateral (
            select d.urgency, d.next_try from node.due d
            where d.work_group = g.name and d.park_time is null and d.next_try <= $2 order by d.urgency, d.next_try limit 1) f
        where starts_with(g.name, $1) and g.name <> all($3)
        order by f.urgency, f.next_try limit $4
        """;

    // Kind by kind, so that the index gives the first.
    private const string NextSql =
        """
        select min(f.next_try) from unnest($1::text[]) as k (kind) cross join lateral (
            select d.next_try from node.due d where d.kind = k.kind and d.park_time is null and d.next_try > $2
            order by d.next_try limit 1) f
        """;

    private const string RowsSql =
        $"""
        (select {Columns} from node.due
         where work_group = $1 and next_try <= $2 and park_time is null order by urgency, next_try limit $3)
        union
        (select {Columns} from node.due
         where work_group = $1 and next_try <= $2 and park_time is null order by next_try limit $4)
        order by urgency, next_try
        """;

    private const string RecordSql =
        """
        update node.due d set attempts = $5, next_try = $6, last_error = $7, park_time = $8
        from node.leases l
        where d.stream = $1 and d.kind = $2 and d.key = $3 and d.due_at = $4 and l.name = $9 and l.epoch = $10
        """;

    /// <summary>Finds groups with work whose time has come, the most urgent first, and how urgent each is.</summary>
    public Task<IReadOnlyList<(string Group, Urgency Urgency)>> GroupsAsync(
        IReadOnlyCollection<string> kinds, DateTimeOffset now, IReadOnlyCollection<string> except, CancellationToken cancellation) =>
        GroupsAsync(GroupsSql, kinds.ToArray(), now, except, cancellation);

    /// <summary>The same by how the groups' names begin: for work of which much may wait in few groups.</summary>
    public Task<IReadOnlyList<(string Group, Urgency Urgency)>> GroupsAsync(
        string start, DateTimeOffset now, IReadOnlyCollection<string> except, CancellationToken cancellation) =>
        GroupsAsync(GroupsOfSql, start, now, except, cancellation);

    private async Task<IReadOnlyList<(string Group, Urgency Urgency)>> GroupsAsync(
        string sql, object which, DateTimeOffset now, IReadOnlyCollection<string> except, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = which });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = except.ToArray() });
        command.Parameters.Add(new() { Value = GroupsMax });
        var groups = new List<(string, Urgency)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            groups.Add((reader.GetString(0), (Urgency)reader.GetInt16(1)));
        return groups;
    }

    /// <summary>When the next row's time comes; null when none waits.</summary>
    public async Task<DateTimeOffset?> NextAsync(IReadOnlyCollection<string> kinds, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(NextSql);
        command.Parameters.Add(new() { Value = kinds.ToArray() });
        command.Parameters.Add(new() { Value = now });
        return await command.ExecuteScalarAsync(cancellation) is DateTime next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <summary>The rows of a group whose time has come: the most urgent, and a few of those that wait longest.</summary>
    public async Task<IReadOnlyList<DueRow>> RowsAsync(string group, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(RowsSql);
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = Math.Max(1, limit - RoutineShare) });
        command.Parameters.Add(new() { Value = Math.Min(limit, RoutineShare) });
        var rows = new List<DueRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader));
        return rows;
    }

    /// <summary>
    /// Records a try that did not end the matter, where the lease is still held and the row still is what it was; else
    /// nothing happens.
    /// </summary>
    public async Task RecordAsync(
        Lease lease, DueRow row, string error, DateTimeOffset nextTry, DateTimeOffset? parkTime, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await RecordAsync(connection, lease, row, error, nextTry, parkTime, cancellation);
    }

    /// <summary>The same on a connection of the caller's.</summary>
    /// <returns>Whether it was recorded.</returns>
    public static async Task<bool> RecordAsync(
        NpgsqlConnection connection,
        Lease lease,
        DueRow row,
        string error,
        DateTimeOffset nextTry,
        DateTimeOffset? parkTime,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(RecordSql, connection);
        command.Parameters.Add(new() { Value = row.Stream });
        command.Parameters.Add(new() { Value = row.Item.Kind });
        command.Parameters.Add(new() { Value = row.Item.Key });
        command.Parameters.Add(new() { Value = row.Item.DueAt });
        command.Parameters.Add(new() { Value = row.Attempts + 1 });
        command.Parameters.Add(new() { Value = nextTry });
        command.Parameters.Add(new() { Value = error });
        command.Parameters.Add(new() { Value = (object?)parkTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = lease.Name });
        command.Parameters.Add(new() { Value = lease.Epoch });
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    internal static DueRow Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        new DueItem(
            reader.GetString(2),
            reader.GetString(3),
            reader.GetFieldValue<DateTimeOffset>(4),
            (Urgency)reader.GetInt16(5),
            reader.IsDBNull(6) ? null : reader.GetString(6),
            reader.IsDBNull(7) ? null : (Lane)reader.GetInt16(7)),
        reader.GetString(8),
        reader.GetInt32(9),
        reader.GetFieldValue<DateTimeOffset>(10),
        reader.IsDBNull(11) ? null : reader.GetString(11),
        reader.IsDBNull(12) ? null : reader.GetString(12));
}
