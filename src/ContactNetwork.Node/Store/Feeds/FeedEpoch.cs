using Npgsql;

namespace ContactNetwork.Node.Store.Feeds;

/// <summary>
/// Names the line of history in which transaction numbers mean something: this cluster, on this timeline. A restored or
/// promoted server numbers anew from an earlier point, so tokens of another epoch are refused, and rows restored from a
/// dump are marked anew.
/// </summary>
internal sealed class FeedEpoch(IEnumerable<FeedTable> tables)
{
    private const string CurrentSql =
        """
        select to_hex((select system_identifier from pg_control_system())) || '-' ||
               (select timeline_id from pg_control_checkpoint()) || '-' ||
               (select oid from pg_database where datname = current_database())
        """;

    private const string KnownSql = "select epoch from node.feed_epoch";

    private const string RecordSql =
        "insert into node.feed_epoch (epoch) values ($1) on conflict (is_only) do update set epoch = excluded.epoch";

    private string? current;

    /// <summary>The epoch; known once the store is ready.</summary>
    public string Current => current ?? throw new InvalidOperationException("The store is not ready yet.");

    /// <summary>Finds the epoch, and marks all rows as changed now where it is another than last time. Called at start, under the schema lock.</summary>
    public async Task BringUpToDateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var now = (string)(await ScalarAsync(connection, CurrentSql, cancellation) ?? throw new InvalidOperationException("The server tells no identifier."));
        if (await ScalarAsync(connection, KnownSql, cancellation) as string != now)
        {
            foreach (var table in tables)
                await ScalarAsync(connection, $"update {table.Name} set changed = pg_current_xact_id()", cancellation);
            await using var record = new NpgsqlCommand(RecordSql, connection) { Parameters = { new() { Value = now } } };
            await record.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        current = now;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
}
