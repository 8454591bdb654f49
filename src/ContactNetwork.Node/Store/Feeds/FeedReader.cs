using Npgsql;

namespace ContactNetwork.Node.Store.Feeds;

/// <summary>Reads what changed in a watched view between two snapshots.</summary>
internal sealed class FeedReader(NpgsqlDataSource source, FeedTable table)
{
    /// <summary>Rows read at once.</summary>
    public const int PageMax = 500;

    /// <summary>One row comes back at least, so that the snapshot is known also where nothing changed.</summary>
    private string ChangesSql =>
        $"""
        select s.now::text, b.id, b.version, b.changed, b.row
        from (select pg_current_snapshot() as now) s
        left join lateral (
            select id, version, changed, row from {table.Name}
            where changed >= $1 and not pg_visible_in_snapshot(changed, $2::text::pg_snapshot) and id > $3
            order by id limit $4) b on true
        """;

    private string AllSql =>
        $"""
        select s.now::text, b.id, b.version, b.changed, b.row
        from (select pg_current_snapshot() as now) s
        left join lateral (
            select id, version, changed, row from {table.Name} where ({table.FirstCondition}) and id > $1 order by id limit $2) b on true
        """;

    /// <summary>A page of the rows whose last change a snapshot does not see, in the order of ids.</summary>
    public async Task<FeedPage> ChangesAsync(PgSnapshot since, Guid after, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(ChangesSql);
        command.Parameters.Add(new() { Value = since.Horizon, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = since.ToString() });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = PageMax });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>A page of all rows that are sent first, in the order of ids.</summary>
    public async Task<FeedPage> AllAsync(Guid after, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(AllSql);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = PageMax });
        return await ReadAsync(command, cancellation);
    }

    private static async Task<FeedPage> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var rows = new List<FeedRow>();
        PgSnapshot? snapshot = null;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            snapshot ??= PgSnapshot.Parse(reader.GetString(0));
            if (!reader.IsDBNull(1))
                rows.Add(new FeedRow(reader.GetGuid(1), reader.GetInt64(2), reader.GetFieldValue<ulong>(3), reader.GetFieldValue<byte[]>(4)));
        }

        return new FeedPage(snapshot ?? throw new InvalidOperationException("The server tells no snapshot."), rows);
    }
}

/// <summary>A page and the snapshot in which it was read.</summary>
internal sealed record FeedPage(PgSnapshot Snapshot, IReadOnlyList<FeedRow> Rows)
{
    /// <summary>Whether more may follow.</summary>
    public bool IsFull => Rows.Count == FeedReader.PageMax;
}
