using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using Npgsql;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>How far the others' chains have come here.</summary>
internal static class IncomingLanes
{
    private const string MakeSql = "insert into node.incoming_lane (peer, lane) values ($1, $2) on conflict do nothing";

    private const string LockSql =
        "select epoch, sequence, digest, stop_reason from node.incoming_lane where peer = $1 and lane = $2 for update";

    private const string MoveSql =
        """
        update node.incoming_lane set epoch = $3, sequence = $4, digest = $5,
            stop_reason = case when epoch = $3 then stop_reason end, stop_time = case when epoch = $3 then stop_time end
        where peer = $1 and lane = $2
        """;

    private const string StopSql =
        """
        update node.incoming_lane set stop_reason = $3, stop_time = $4
        where peer = $1 and lane = $2 and stop_reason is null
        """;

    /// <summary>Locks a lane until the transaction ends. The first lock of every delivery.</summary>
    public static async Task<IncomingLane> LockAsync(NpgsqlConnection connection, string peer, Lane lane, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(MakeSql) { Parameters = { new() { Value = peer }, new() { Value = (short)lane } } },
                new(LockSql) { Parameters = { new() { Value = peer }, new() { Value = (short)lane } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(
            peer,
            lane,
            new ChainPosition(
                (ulong)reader.GetInt64(0), (ulong)reader.GetInt64(1), Digest.From(reader.GetFieldValue<byte[]>(2).AsSpan())),
            reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    /// <summary>Moves the cursor. A new epoch ends a stop.</summary>
    public static async Task MoveAsync(NpgsqlConnection connection, IncomingLane lane, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(MoveSql, connection)
        {
            Parameters =
            {
                new() { Value = lane.Peer },
                new() { Value = (short)lane.Lane },
                new() { Value = (long)lane.Cursor.Epoch },
                new() { Value = (long)lane.Cursor.Sequence },
                new() { Value = lane.Cursor.Digest.ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Stops the lane until people have spoken; the first reason stays.</summary>
    /// <returns>Whether it went until now.</returns>
    public static async Task<bool> StopAsync(
        NpgsqlConnection connection, string peer, Lane lane, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(StopSql, connection)
        {
            Parameters =
            {
                new() { Value = peer },
                new() { Value = (short)lane },
                new() { Value = reason },
                new() { Value = now },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }
}

/// <summary>A lane from a peer.</summary>
/// <param name="Peer">The sender.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Cursor">How far it has come.</param>
/// <param name="StopReason">Why it has stopped; null when it has not.</param>
internal sealed record IncomingLane(string Peer, Lane Lane, ChainPosition Cursor, string? StopReason);
