using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Names the database and the start of its server. A restored dump is another database, a restored disk or a standby
/// another start: then chains must be compared with each peer before they go on.
/// </summary>
internal static class StoreInstance
{
    private const string NameSql =
        """
        select d.oid::bigint::text || '/' || extract(epoch from pg_postmaster_start_time())::text
        from pg_database d where d.datname = current_database()
        """;

    private const string MarkSql = $"update node.peer set compared_store = ({NameSql}) where country = $1 and compared_store is distinct from ({NameSql})";

    private const string UncomparedSql =
        $"select country from node.peer where compared_store is not null and compared_store is distinct from ({NameSql})";

    /// <summary>Notes that our chains were compared with a peer in this database.</summary>
    public static async Task MarkComparedAsync(NpgsqlConnection connection, string peer, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(MarkSql, connection) { Parameters = { new() { Value = peer } } };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The peers with which chains were compared before, but not in this database.</summary>
    public static async Task<List<string>> UncomparedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var peers = new List<string>();
        await using var command = new NpgsqlCommand(UncomparedSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            peers.Add(reader.GetString(0));
        return peers;
    }
}
