using ContactNetwork.Domain.Contacts;
using Npgsql;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Reads the list of contact tests.</summary>
internal static class ContactTestTable
{
    private const string LockSql = "select pg_advisory_xact_lock(4851254781307)";

    // None holds for longer than a day, so older ones need not be read. A replica of an earlier version tells no end.
    private const string BeforeSql =
        """
        select max(coalesce(hold_until, add_time + $2)), max(add_time) filter (where peer_country = $1)
        from node.contact_test where is_admitted and add_time > $3
        """;

    private const string FindSql = "select row from node.contact_test where id = $1";

    private const string PageSql =
        "select row from node.contact_test where $1 = '' or peer_country = $1 order by add_time desc, id offset $2 limit $3";

    /// <summary>What earlier tests leave to a tester. Until the transaction ends nobody else gets to know.</summary>
    public static async Task<TestsBefore> LockBeforeAsync(
        NpgsqlConnection connection, string tester, DateTimeOffset now, CancellationToken cancellation)
    {
        await using (var take = new NpgsqlCommand(LockSql, connection))
            await take.ExecuteNonQueryAsync(cancellation);
        await using var command = new NpgsqlCommand(BeforeSql, connection)
        {
            Parameters =
            {
                new() { Value = tester },
                new() { Value = ContactTestRules.AdmittedEvery },
                new() { Value = now - ContactTestRules.AdmittedEvery },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new TestsBefore(Time(reader, 0), Time(reader, 1));
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

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>What earlier tests leave to a tester.</summary>
/// <param name="HeldUntil">Until when they keep this country from taking another; null where none does.</param>
/// <param name="LastOfTesterAt">When the last one of this tester was taken; null for none within the day.</param>
internal sealed record TestsBefore(DateTimeOffset? HeldUntil, DateTimeOffset? LastOfTesterAt);
