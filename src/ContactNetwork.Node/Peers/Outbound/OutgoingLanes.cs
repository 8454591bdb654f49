using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>How far our chains have come.</summary>
internal static class OutgoingLanes
{
    private const string MakeSql = "insert into node.outgoing_lane (peer, lane) values ($1, $2) on conflict do nothing";

    private const string ReadSql =
        """
        select epoch, sequence, digest, receipted_sequence, stop_reason, attempts, next_attempt, told_reason
        from node.outgoing_lane where peer = $1 and lane = $2
        """;

    private const string MoveSql =
        "update node.outgoing_lane set sequence = ?, digest = ? where peer = ? and lane = ?";

    private const string ReceiptedSql =
        """
        update node.outgoing_lane set receipted_sequence = greatest(receipted_sequence, ?), attempts = 0, next_attempt = null,
            last_error = null, told_reason = null
        where peer = ? and lane = ? and epoch = ?
        """;

    private const string FailedSql =
        "update node.outgoing_lane set attempts = attempts + 1, next_attempt = $3, last_error = $4 where peer = $1 and lane = $2";

    private const string StopSql =
        """
        update node.outgoing_lane set stop_reason = $3, stop_time = $4, last_error = $3
        where peer = $1 and lane = $2 and stop_reason is null
        """;

    private const string RewindSql =
        """
        update node.outgoing_lane set receipted_sequence = $4
        where peer = $1 and lane = $2 and epoch = $3 and receipted_sequence > $4
        """;

    private const string ToldSql =
        """
        update node.outgoing_lane set told_reason = $3
        where peer = $1 and lane = $2 and told_reason is distinct from $3
        """;

    private const string PendingSql =
        "select peer, lane from node.outgoing_lane where sequence > receipted_sequence and stop_reason is null";

    /// <summary>Reads a lane, making it where it is new; locks it until the transaction ends where asked to.</summary>
    public static async Task<OutgoingLane> ReadAsync(
        NpgsqlConnection connection, string peer, Lane lane, bool isToLock, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddRead(batch, peer, lane, isToLock);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await ReadAsync(reader, peer, lane, cancellation);
    }

    /// <summary>Adds the statements that read a lane, making it where it is new.</summary>
    public static void AddRead(NpgsqlBatch batch, string peer, Lane lane, bool isToLock)
    {
        batch.BatchCommands.Add(new(MakeSql) { Parameters = { new() { Value = peer }, new() { Value = (short)lane } } });
        batch.BatchCommands.Add(new(isToLock ? $"{ReadSql} for update" : ReadSql)
        {
            Parameters = { new() { Value = peer }, new() { Value = (short)lane } },
        });
    }

    /// <summary>Takes what the statements of <see cref="AddRead"/> give.</summary>
    public static async Task<OutgoingLane> ReadAsync(NpgsqlDataReader reader, string peer, Lane lane, CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        return new(
            peer,
            lane,
            new ChainPosition(
                (ulong)reader.GetInt64(0), (ulong)reader.GetInt64(1), Digest.From(reader.GetFieldValue<byte[]>(2).AsSpan())),
            (ulong)reader.GetInt64(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            reader.GetInt32(5),
            reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
            reader.IsDBNull(7) ? null : reader.GetString(7));
    }

    /// <summary>The lanes with dispatches that wait for an answer.</summary>
    public static async Task<List<(string Peer, Lane Lane)>> PendingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var lanes = new List<(string, Lane)>();
        await using var command = new NpgsqlCommand(PendingSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            lanes.Add((reader.GetString(0), (Lane)reader.GetInt16(1)));
        return lanes;
    }

    /// <summary>Moves the cursor to the last number assigned, with the save.</summary>
    public static void QueueMove(WriteSession session, OutgoingLane lane, ChainPosition cursor) =>
        session.Queue(MoveSql, (long)cursor.Sequence, cursor.Digest.ToArray(), lane.Peer, (short)lane.Lane);

    /// <summary>Notes the last number that was answered, and that trying works, with the save.</summary>
    public static void QueueReceipted(WriteSession session, OutgoingLane lane, ulong sequence) =>
        session.Queue(ReceiptedSql, (long)sequence, lane.Peer, (short)lane.Lane, (long)lane.Cursor.Epoch);

    /// <summary>Notes a try that failed.</summary>
    public static Task FailedAsync(
        NpgsqlConnection connection, OutgoingLane lane, string error, DateTimeOffset nextAttempt, CancellationToken cancellation) =>
        ExecuteAsync(connection, FailedSql, lane, cancellation, nextAttempt, error);

    /// <summary>Stops the lane until people have spoken; the first reason stays.</summary>
    /// <returns>Whether it went until now.</returns>
    public static async Task<bool> StopAsync(
        NpgsqlConnection connection, OutgoingLane lane, string reason, DateTimeOffset now, CancellationToken cancellation) =>
        await ExecuteAsync(connection, StopSql, lane, cancellation, reason, now) > 0;

    /// <summary>Goes back to a number that the peer still has, so that the rest is sent again.</summary>
    /// <returns>Whether there was anything to go back for.</returns>
    public static async Task<bool> RewindAsync(
        NpgsqlConnection connection, OutgoingLane lane, ulong sequence, CancellationToken cancellation) =>
        await ExecuteAsync(connection, RewindSql, lane, cancellation, (long)lane.Cursor.Epoch, (long)sequence) > 0;

    /// <summary>Notes that the desk was told of a reason; false where it was told before and nothing has changed since.</summary>
    public static async Task<bool> ToldAsync(
        NpgsqlConnection connection, OutgoingLane lane, string reason, CancellationToken cancellation) =>
        await ExecuteAsync(connection, ToldSql, lane, cancellation, reason) > 0;

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, OutgoingLane lane, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new() { Value = lane.Peer }, new() { Value = (short)lane.Lane } },
        };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A lane to a peer.</summary>
/// <param name="Peer">The receiver.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Cursor">The last number assigned.</param>
/// <param name="Receipted">The last number answered.</param>
/// <param name="StopReason">Why it has stopped; null when it has not.</param>
/// <param name="Attempts">Tries since the last answer.</param>
/// <param name="NextAttempt">When the next try is due; null when at once.</param>
/// <param name="ToldReason">What the desk was last told; null when nothing since the last answer.</param>
internal sealed record OutgoingLane(
    string Peer,
    Lane Lane,
    ChainPosition Cursor,
    ulong Receipted,
    string? StopReason,
    int Attempts,
    DateTimeOffset? NextAttempt,
    string? ToldReason);
