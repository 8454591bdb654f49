using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Names the database, the start of its server, and a table of ours with its file. A restored dump is another database, or
/// the same one with other tables or files of them; a restored disk or a standby is another start: then chains must be
/// compared with each peer before they go on.
/// </summary>
internal static class StoreInstance
{
    /// <summary>The first column of <see cref="ComparedCommand"/>.</summary>
    public const string NameColumn = "store_name";

    private const string NameSql =
        """
        select d.oid::bigint::text || '/' || extract(epoch from pg_postmaster_start_time())::text
            || '/' || 'node.peer'::regclass::oid::bigint::text || '/' || pg_relation_filenode('node.peer')::bigint::text
        from pg_database d where d.datname = current_database()
        """;

    private const string MarkSql =
        $"""
        insert into node.peer as p (country, compared_store)
        select $1, here.name from (select ({NameSql}) as name) here where $2::text is null or here.name = $2
        on conflict (country) do update set compared_store = excluded.compared_store
        where p.compared_store is distinct from excluded.compared_store
        """;

    // No database has this name.
    private const string DoubtSql =
        """
        insert into node.peer as p (country, compared_store) select country, '' from unnest($1::text[]) as country
        on conflict (country) do update set compared_store = '' where p.compared_store is null
        """;

    private const string ComparedSql =
        $"""
        select here.name as {NameColumn}, coalesce(p.compared_store = here.name, false)
        from (select ({NameSql}) as name) here left join node.peer p on p.country = $1
        """;

    private const string MetSql =
        $"""
        select coalesce(bool_or(compared_store is not null), false), coalesce(bool_or(compared_store = ({NameSql})), false) from node.peer
        """;

    private const string UncomparedSql =
        $"select country from node.peer where compared_store is not null and compared_store is distinct from ({NameSql})";

    /// <summary>What reads the name of this database, and whether our chains were compared with a peer in it: one row.</summary>
    public static NpgsqlBatchCommand ComparedCommand(string peer) => new(ComparedSql) { Parameters = { new() { Value = peer } } };

    /// <summary>Notes that our chains were compared with a peer in this database.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="store">
    /// The name of the database in which they were read: nothing is noted where another has come into its place since. Null
    /// where they were read in this transaction.
    /// </param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public static async Task MarkComparedAsync(NpgsqlConnection connection, string peer, string? store, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(MarkSql, connection)
        {
            Parameters = { new() { Value = peer }, new() { Value = (object?)store ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Lets nothing travel, before chains were compared, with these peers either: a backup may be older than our first words to them.</summary>
    public static async Task<int> DoubtAsync(NpgsqlConnection connection, IEnumerable<string> peers, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(DoubtSql, connection) { Parameters = { new() { Value = peers.ToArray() } } };
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The name of this database, as it is now.</summary>
    public static async Task<string> NameAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(NameSql, connection);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Whether chains were ever compared with any peer, and whether in this database.</summary>
    public static async Task<(bool IsAnyMet, bool IsAnyCompared)> MetAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(MetSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
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
