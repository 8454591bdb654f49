using ContactNetwork.Domain.Preservations;
using ContactNetwork.V1;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Preservations.Board;

/// <summary>Reads the board.</summary>
internal static class BoardTable
{
    private const string ByIdSql = "select row from node.board where id = $1";

    /// <summary>
    /// A number names the request of the country in it. Another country may have used one of ours for a request of its own:
    /// that row is not the one that people mean.
    /// </summary>
    private const string ByReferenceSql =
        """
        select row from node.board
        where reference = $1 and (side = $2 or peer_country = $3)
        order by side limit 1
        """;

    private const string PageSql =
        """
        select row, add_time, id from node.board
        where ($1 = 0 or side = $1) and (cardinality($2) = 0 or stage = any($2)) and ($3 = '' or peer_country = $3)
          and ($4::timestamptz is null or (add_time, id) < ($4, $5))
        order by add_time desc, id desc limit $6
        """;

    private const string FiledSql =
        "select reference, id from node.board where reference = any($1) and side = $2 and peer_country = $3";

    /// <summary>The row of a name; null where there is none.</summary>
    public static async Task<BoardRow?> FindAsync(
        NpgsqlConnection connection, PreservationName name, NodeIdentity node, CancellationToken cancellation)
    {
        await using var command = name.Id is { } id ? ById(connection, id) : ByReference(connection, name.Reference, node);
        return await command.ExecuteScalarAsync(cancellation) is byte[] row ? BoardRow.Parser.ParseFrom(row) : null;
    }

    /// <summary>A page of rows, newest first, and where the next page begins; null at the end.</summary>
    public static async Task<(IReadOnlyList<BoardRow> Rows, BoardPosition? Next)> PageAsync(
        NpgsqlConnection connection, BoardFilter filter, BoardPosition? after, int size, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PageSql, connection);
        command.Parameters.Add(new() { Value = (short)filter.Side });
        command.Parameters.Add(new() { Value = filter.Stages.Select(stage => (short)stage).ToArray() });
        command.Parameters.Add(new() { Value = filter.PeerCountry });
        command.Parameters.Add(new() { Value = (object?)after?.AddTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = after?.Id ?? Guid.Empty });
        command.Parameters.Add(new() { Value = size + 1 });
        var rows = new List<BoardRow>(size);
        BoardPosition? last = null;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count == size)
                return (rows, last);
            rows.Add(BoardRow.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
            last = new BoardPosition(reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2));
        }

        return (rows, null);
    }

    /// <summary>The requests that this country filed with that one under these numbers.</summary>
    public static async Task<Dictionary<string, Guid>> FindFiledAsync(
        NpgsqlConnection connection, string[] references, string requestedCountry, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(FiledSql, connection);
        command.Parameters.Add(new() { Value = references });
        command.Parameters.Add(new() { Value = (short)Side.Requesting });
        command.Parameters.Add(new() { Value = requestedCountry });
        var found = new Dictionary<string, Guid>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            found[reader.GetString(0)] = reader.GetGuid(1);
        return found;
    }

    private static NpgsqlCommand ById(NpgsqlConnection connection, Guid id) =>
        new(ByIdSql, connection) { Parameters = { new() { Value = id } } };

    private static NpgsqlCommand ByReference(NpgsqlConnection connection, ReferenceNumber? reference, NodeIdentity node)
    {
        if (reference is null)
            throw new ArgumentException("A name holds an id or a reference number.", nameof(reference));
        var isOurs = reference.Country == node.Country;
        return new NpgsqlCommand(ByReferenceSql, connection)
        {
            Parameters =
            {
                new() { Value = reference.ToString() },
                new() { Value = isOurs ? (short)Side.Requesting : (short)0 },
                new() { Value = isOurs ? "" : reference.Country },
            },
        };
    }
}

/// <summary>Which rows a list keeps; unspecified, empty and empty for all.</summary>
internal sealed record BoardFilter(Side Side, IReadOnlyList<PreservationStage> Stages, string PeerCountry);

/// <summary>Where a page ends.</summary>
internal sealed record BoardPosition(DateTimeOffset AddTime, Guid Id);
