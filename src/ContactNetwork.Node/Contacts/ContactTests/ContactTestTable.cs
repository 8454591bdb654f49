using Npgsql;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Reads the list of contact tests.</summary>
internal static class ContactTestTable
{
    private const string LockSql = "select pg_advisory_xact_lock(4851254781307)";

    private const string LastAdmittedSql = "select max(add_time) from node.contact_test where is_admitted";

    private const string FindSql = "select row from node.contact_test where id = $1";

    private const string PageSql =
        "select row from node.contact_test where $1 = '' or peer_country = $1 order by add_time desc, id offset $2 limit $3";

    /// <summary>When this country last took a test; null when it never did. Until the transaction ends nobody else gets to know.</summary>
    public static async Task<DateTimeOffset?> LockLastAdmittedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var take = new NpgsqlCommand(LockSql, connection))
            await take.ExecuteNonQueryAsync(cancellation);
        await using var command = new NpgsqlCommand(LastAdmittedSql, connection);
        return await command.ExecuteScalarAsync(cancellation) is DateTime last ? new DateTimeOffset(last, TimeSpan.Zero) : null;
    }

    /// <summary>One test; null where there is none.</summary>
    public static async Task<V1.ContactTest?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(FindSql, connection) { Parameters = { new() { Value = id } } };
        return await command.ExecuteScalarAsync(cancellation) is byte[] row ? V1.ContactTest.Parser.ParseFrom(row) : null;
    }

    /// <summary>Tests, the newest first.</summary>
    public static async Task<IReadOnlyList<V1.ContactTest>> PageAsync(
        NpgsqlConnection connection, string country, int skip, int take, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PageSql, connection)
        {
            Parameters = { new() { Value = country }, new() { Value = skip }, new() { Value = take } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tests = new List<V1.ContactTest>();
        while (await reader.ReadAsync(cancellation))
            tests.Add(V1.ContactTest.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        return tests;
    }
}
