using ContactNetwork.Federation;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Npgsql;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>The accepted rosters and key sets, in their order.</summary>
internal static class TrustTable
{
    // One replica at a time accepts documents, so that ids grow in the order of commits.
    private const string LockSql = "select pg_advisory_xact_lock(4851254781305)";

    private const string VersionSql = "select coalesce(max(id), 0) from node.trust_document";

    private const string AfterSql =
        "select id, kind, envelope, accept_time from node.trust_document where id > $1 order by id";

    private const string InsertWithoutId =
        "insert into node.trust_document (kind, country, version, digest, envelope, accept_time) values ($1, $2, $3, $4, $5, $6)";

    private const string InsertSql = $"{InsertWithoutId} returning id";

    private const string PutBackSql = $"{InsertWithoutId} on conflict do nothing";

    private const string NowSql = "select clock_timestamp()";

    public static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LockSql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Grows with every accepted document.</summary>
    public static async Task<long> VersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(VersionSql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The database's clock, by which the log tells when something was received.</summary>
    public static async Task<DateTimeOffset> NowAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(NowSql, connection);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
    }

    public static async Task<List<TrustRow>> AfterAsync(NpgsqlConnection connection, long version, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(AfterSql, connection) { Parameters = { new() { Value = version } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<TrustRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(
                reader.GetInt64(0),
                (TrustKind)reader.GetInt16(1),
                Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(2)),
                reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return rows;
    }

    public static async Task<long> InsertAsync(
        NpgsqlConnection connection,
        TrustKind kind,
        string country,
        ulong version,
        Digest digest,
        Envelope envelope,
        DateTimeOffset acceptTime,
        CancellationToken cancellation)
    {
        await using var command = Insert(connection, InsertSql, kind, country, version, digest, envelope, acceptTime);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Stores what was accepted before and is lacking; another document in its place stays.</summary>
    public static async Task PutBackAsync(
        NpgsqlConnection connection,
        TrustKind kind,
        string country,
        ulong version,
        Digest digest,
        Envelope envelope,
        DateTimeOffset acceptTime,
        CancellationToken cancellation)
    {
        await using var command = Insert(connection, PutBackSql, kind, country, version, digest, envelope, acceptTime);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Insert(
        NpgsqlConnection connection,
        string sql,
        TrustKind kind,
        string country,
        ulong version,
        Digest digest,
        Envelope envelope,
        DateTimeOffset acceptTime) => new(sql, connection)
        {
            Parameters =
            {
                new() { Value = (short)kind },
                new() { Value = country },
                new() { Value = (long)version },
                new() { Value = digest.ToArray() },
                new() { Value = envelope.ToByteArray() },
                new() { Value = acceptTime },
            },
        };
}

/// <summary>The kinds of trust documents. Numbers are stored.</summary>
internal enum TrustKind : short
{
    /// <summary>A network roster.</summary>
    Roster = 1,

    /// <summary>A country's key set.</summary>
    KeySet = 2,

    /// <summary>A notice that keys are compromised; its version counts the country's notices.</summary>
    Notice = 3,
}

/// <summary>An accepted document.</summary>
internal sealed record TrustRow(long Id, TrustKind Kind, Envelope Envelope, DateTimeOffset AcceptTime);
