using ContactNetwork.Domain;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>The first answers to acts, by actor, method and request id.</summary>
internal static class FirstAnswers
{
    /// <summary>How long they are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>The primary key that a repetition violates.</summary>
    public const string Constraint = "request_once";

    private static readonly RowsStatement Insert = RowsStatement.Of(
        "insert into node.request (actor, method, request_id, digest, answer) select * from unnest($1, $2, $3, $4, $5)",
        RowColumn.Text, RowColumn.Text, RowColumn.Uuid, RowColumn.Bytes, RowColumn.Bytes);

    private const string FindSql =
        "select digest, answer from node.request where actor = $1 and method = $2 and request_id = $3";

    /// <summary>Queues the answer beside the act.</summary>
    public static void Queue(WriteSession session, RequestKey key, byte[] answer)
    {
        session.Act = key;
        session.QueueRow(Insert, key.Actor, key.Method, key.RequestId, key.Digest.ToArray(), answer);
    }

    /// <summary>Finds the first answer; refuses where it was given to another content.</summary>
    public static async Task<byte[]?> FindAsync(NpgsqlConnection connection, RequestKey key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(FindSql, connection)
        {
            Parameters = { new() { Value = key.Actor }, new() { Value = key.Method }, new() { Value = key.RequestId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.Digest.Span)
            ? reader.GetFieldValue<byte[]>(1)
            : throw new RefusalException(Refusal
                .Of(RefusalKind.AlreadyExists, RefusalReasons.RequestIdReused, "This request_id was used for another content. Use a new UUID for a new act.")
                .With("request_id", key.RequestId.ToString("D")));
    }
}
