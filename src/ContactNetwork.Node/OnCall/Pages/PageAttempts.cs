using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>
/// Attempts to page, written before they leave. An attempt without an outcome, or one that may have been taken, gives its
/// key to all that follow, also after one that was surely not taken: the receiver can tell that it is the same page.
/// </summary>
internal static class PageAttempts
{
    private const string LastSql =
        """
        select attempt, (
            select idempotency_key from node.page_attempt
            where alert = $1 and page_key = $2 and may_be_taken and state <> $3 order by attempt desc limit 1)
        from node.page_attempt where alert = $1 and page_key = $2 order by attempt desc limit 1
        """;

    private const string InsertSql =
        """
        insert into node.page_attempt (alert, page_key, attempt, step, person, channel, idempotency_key, state, start_time)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string EndSql =
        """
        update node.page_attempt set state = ?, end_time = ?, failure = nullif(?, ''), may_be_taken = ?
        where idempotency_key = ? and state = ? and start_time = ?
        """;

    private const string SentSinceSql =
        """
        select min(start_time), count(distinct idempotency_key) from node.page_attempt
        where person = $1 and channel = $2 and start_time > $3 and state = $4
        """;

    private const string ListSql =
        """
        select step, person, channel, attempt, state, start_time, end_time, failure from node.page_attempt
        where alert = $1 order by start_time, page_key, attempt limit $2
        """;

    /// <summary>The number of the last attempt of a page, 0 for none, and the key that the next must use; null for a new one.</summary>
    public static async Task<(int Attempt, Guid? Key)> LastAsync(
        NpgsqlConnection connection, Guid alert, PageKey page, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LastSql, connection)
        {
            Parameters = { new() { Value = alert }, new() { Value = page.ToString() }, new() { Value = (short)PageAttemptState.Sent } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetGuid(1))
            : (0, null);
    }

    /// <summary>Queues the beginning of an attempt.</summary>
    public static void QueueStart(WriteSession session, Guid alert, PageKey page, int attempt, Guid key) => session.Queue(
        InsertSql,
        alert,
        page.ToString(),
        attempt,
        page.Step,
        page.Target.Person,
        page.Target.Method,
        key,
        (short)PageAttemptState.Started,
        session.Now);

    /// <summary>
    /// Queues the end of the attempts that began then under this key: sent, or failed for a reason; then with whether the
    /// channel may have taken it all the same.
    /// </summary>
    public static void QueueEnd(WriteSession session, Guid key, DateTimeOffset startedAt, string failure, bool mayBeTaken) => session.Queue(
        EndSql,
        (short)(failure.Length == 0 ? PageAttemptState.Sent : PageAttemptState.Failed),
        session.Now,
        failure,
        mayBeTaken,
        key,
        (short)PageAttemptState.Started,
        startedAt);

    /// <summary>How many pages were sent to a person by a channel since an instant, and when the first of them began.</summary>
    public static async Task<(int Count, DateTimeOffset? First)> SentSinceAsync(
        NpgsqlConnection connection, PageTarget target, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SentSinceSql, connection)
        {
            Parameters =
            {
                new() { Value = target.Person },
                new() { Value = target.Method },
                new() { Value = since, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (short)PageAttemptState.Sent },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return ((int)reader.GetInt64(1), reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0));
    }

    /// <summary>The attempts of an alert, oldest first; persons by their key.</summary>
    public static async Task<IReadOnlyList<PageAttemptRow>> ListAsync(NpgsqlConnection connection, Guid alert, int limit, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ListSql, connection)
        {
            Parameters = { new() { Value = alert }, new() { Value = limit } },
        };
        var rows = new List<PageAttemptRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new PageAttemptRow(
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt32(3),
                (PageAttemptState)reader.GetInt16(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                reader.IsDBNull(7) ? "" : reader.GetString(7)));
        }

        return rows;
    }
}

/// <summary>One attempt as it is stored.</summary>
internal sealed record PageAttemptRow(
    int Step,
    string Person,
    string Channel,
    int Attempt,
    PageAttemptState State,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    string Failure);
