using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Store;
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
        update node.incoming_lane l set epoch = moved.epoch, sequence = moved.sequence, digest = moved.digest,
            stop_reason = case when l.epoch = moved.epoch then stop_reason end, stop_time = case when l.epoch = moved.epoch then stop_time end
        from (select ?::text as peer, ?::smallint as lane, ?::bigint as epoch, ?::bigint as sequence, ?::bytea as digest) moved
        where l.peer = moved.peer and l.lane = moved.lane
        """;

    private const string StopSql =
        """
        update node.incoming_lane set stop_reason = $3, stop_time = $4
        where peer = $1 and lane = $2 and stop_reason is null
        """;

    private const string ResumeSql =
        """
        update node.incoming_lane set stop_reason = null, stop_time = null
        where peer = $1 and lane = $2 and stop_reason = $3 and epoch < $4
        """;

    /// <summary>Ends a stop whose reason was that the peer's chain was behind, once the peer shows a newer epoch. A fork stays.</summary>
    public static async Task ResumeAsync(
        NpgsqlConnection connection, string peer, Lane lane, ulong epoch, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ResumeSql, connection)
        {
            Parameters =
            {
                new() { Value = peer },
                new() { Value = (short)lane },
                new() { Value = StopReasons.PeerChainBehind },
                new() { Value = (long)Math.Min(epoch, long.MaxValue) },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Locks a lane until the transaction ends, the first lock of every delivery, and reads what is stored of these dispatches.</summary>
    public static async Task<(IncomingLane Lane, IReadOnlyList<InboxEntry> Known)> LockAsync(
        NpgsqlConnection connection, string peer, Lane lane, IReadOnlyList<ArrivedDispatch> arrived, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(MakeSql) { Parameters = { new() { Value = peer }, new() { Value = (short)lane } } },
                new(LockSql) { Parameters = { new() { Value = peer }, new() { Value = (short)lane } } },
                Inbox.Known(peer, lane, arrived),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var locked = new IncomingLane(
            peer,
            lane,
            new ChainPosition(
                (ulong)reader.GetInt64(0), (ulong)reader.GetInt64(1), Digest.From(reader.GetFieldValue<byte[]>(2).AsSpan())),
            reader.IsDBNull(3) ? null : reader.GetString(3));
        await reader.NextResultAsync(cancellation);
        return (locked, await Inbox.ReadKnownAsync(reader, cancellation));
    }

    /// <summary>Moves the cursor with the save. A new epoch ends a stop.</summary>
    public static void QueueMove(WriteSession session, IncomingLane lane) => session.Queue(
        MoveSql, lane.Peer, (short)lane.Lane, (long)lane.Cursor.Epoch, (long)lane.Cursor.Sequence, lane.Cursor.Digest.ToArray());

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
