using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Contacts;

/// <summary>The accepted sheets, in the order in which they were accepted.</summary>
internal static class SheetTable
{
    // One replica at a time accepts sheets, so that ids grow in the order of commits.
    private const string LockSql = "select pg_advisory_xact_lock(4851254781306)";

    private const string CountriesSql = "select country, max(id) from node.sheet where id > $1 group by country";

    private const string Columns =
        "id, envelope, create_time, effective_time, accept_time, origin, is_reach_change, publisher";

    private const string OfCountrySql = $"select {Columns} from node.sheet where country = $1 order by version";

    private const string OfCountriesSql = $"select {Columns} from node.sheet where country = any($1) order by country, version";

    private const string AfterSql = $"select {Columns} from node.sheet where country = $1 and version > $2 order by version limit $3";

    private const string AsOfSql =
        $"""
        select {Columns} from node.sheet where effective_time <= $1 and effective_time > $2
        union
        select {Columns} from (
            select distinct on (country) * from node.sheet where effective_time <= $2 order by country, version desc) older
        order by id
        """;

    private const string InsertSql =
        """
        insert into node.sheet
            (country, version, digest, envelope, create_time, effective_time, accept_time, origin, is_reach_change, publisher)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    /// <summary>Lets nobody else accept sheets until this transaction ends.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LockSql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The countries whose sheets changed after a row, and the row up to which.</summary>
    public static async Task<IReadOnlyList<(string Country, long Id)>> ChangedAsync(
        NpgsqlConnection connection, long after, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(CountriesSql, connection) { Parameters = { new() { Value = after } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var countries = new List<(string, long)>();
        while (await reader.ReadAsync(cancellation))
            countries.Add((reader.GetString(0), reader.GetInt64(1)));
        return countries;
    }

    /// <summary>All versions of a country, oldest first.</summary>
    public static Task<IReadOnlyList<SheetRecord>> OfCountryAsync(
        NpgsqlConnection connection, string country, CancellationToken cancellation) =>
        ReadAsync(connection, OfCountrySql, cancellation, new NpgsqlParameter { Value = country });

    /// <summary>All versions of some countries, oldest first for each.</summary>
    public static async Task<ILookup<string, SheetRecord>> OfCountriesAsync(
        NpgsqlConnection connection, IEnumerable<string> countries, CancellationToken cancellation) =>
        (await ReadAsync(connection, OfCountriesSql, cancellation, new NpgsqlParameter { Value = countries.ToArray() }))
        .ToLookup(record => record.Sheet.Country, StringComparer.Ordinal);

    /// <summary>The versions of a country after one, oldest first.</summary>
    public static Task<IReadOnlyList<SheetRecord>> AfterAsync(
        NpgsqlConnection connection, string country, long version, int countMax, CancellationToken cancellation) => ReadAsync(
            connection,
            AfterSql,
            cancellation,
            new NpgsqlParameter { Value = country },
            new NpgsqlParameter { Value = version },
            new NpgsqlParameter { Value = countMax });

    /// <summary>What was in force at an instant, what came into force within a time before it, and one older of each country.</summary>
    public static Task<IReadOnlyList<SheetRecord>> AsOfAsync(
        NpgsqlConnection connection, DateTimeOffset asOf, TimeSpan before, CancellationToken cancellation) => ReadAsync(
            connection,
            AsOfSql,
            cancellation,
            new NpgsqlParameter { Value = asOf },
            new NpgsqlParameter { Value = asOf - before });

    /// <summary>Stores an accepted sheet.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, SheetRecord record, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(InsertSql, connection)
        {
            Parameters =
            {
                new() { Value = record.Sheet.Country },
                new() { Value = (long)record.Sheet.Version },
                new() { Value = record.Sheet.Digest.ToArray() },
                new() { Value = record.Sheet.Envelope.ToByteArray() },
                new() { Value = record.Sheet.CreateTime.ToUniversalTime() },
                new() { Value = record.EffectiveTime },
                new() { Value = record.AcceptTime },
                new() { Value = record.Origin },
                new() { Value = record.IsReachChange },
                new() { Value = (object?)record.Publisher ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<IReadOnlyList<SheetRecord>> ReadAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var records = new List<SheetRecord>();
        while (await reader.ReadAsync(cancellation))
        {
            var (sheet, problem) = ReadSheet.Of(Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(1)));
            records.Add(new SheetRecord(
                sheet ?? throw new InvalidDataException($"Stored sheet {reader.GetInt64(0)} can't be read: {problem}."),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetString(5),
                reader.GetBoolean(6),
                reader.IsDBNull(7) ? null : reader.GetGuid(7)));
        }

        return records;
    }
}

/// <summary>A version as it is stored.</summary>
/// <param name="Sheet">The sheet.</param>
/// <param name="EffectiveTime">Since when it is in force here.</param>
/// <param name="AcceptTime">When it was stored here.</param>
/// <param name="Origin">The country that handed it over.</param>
/// <param name="IsReachChange">It changed channels or keys.</param>
/// <param name="Publisher">The person here who published it; null for other countries.</param>
internal sealed record SheetRecord(
    ReadSheet Sheet, DateTimeOffset EffectiveTime, DateTimeOffset AcceptTime, string Origin, bool IsReachChange, Guid? Publisher)
{
    /// <summary>The part that answers are made from.</summary>
    public SheetInForce InForce => new(Sheet, EffectiveTime);
}
