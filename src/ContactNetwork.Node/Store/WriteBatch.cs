using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>
/// What a session writes. It leaves in one round trip together with the commit: statements in the order in which they were
/// queued, rows for the same statement together where the first of them stands.
/// </summary>
internal sealed class WriteBatch
{
    private const string Commit = "commit";

    private static readonly ConcurrentDictionary<string, string> Numbered = new(StringComparer.Ordinal);

    private readonly List<Func<NpgsqlBatchCommand?>> queued = [];
    private readonly Dictionary<RowsStatement, List<object?[]>> rows = new(ReferenceEqualityComparer.Instance);

    /// <summary>Queues SQL with <c>?</c> for each parameter.</summary>
    public void Add(string sql, object[] parameters) => queued.Add(() =>
    {
        var command = new NpgsqlBatchCommand(Numbered.GetOrAdd(sql, Number));
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return command;
    });

    /// <summary>Queues one row.</summary>
    public void Add(RowsStatement statement, object?[] row) => Place(statement).Add(row);

    /// <summary>Keeps a place for a statement before what is queued later, whether or not rows come.</summary>
    public List<object?[]> Place(RowsStatement statement)
    {
        if (rows.TryGetValue(statement, out var known))
            return known;
        List<object?[]> all = [];
        rows.Add(statement, all);
        queued.Add(() => all.Count == 0 ? null : Command(statement, all));
        return all;
    }

    /// <summary>
    /// Sends all of it and the commit. Where a statement fails, the server skips what follows, the commit too, and the
    /// transaction rolls back when it is disposed.
    /// </summary>
    public async Task CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (queued.Count == 0)
        {
            await transaction.CommitAsync(cancellation);
            return;
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var make in queued)
        {
            if (make() is { } command)
                batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Commit));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlBatchCommand Command(RowsStatement statement, List<object?[]> rows)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        for (var column = 0; column < statement.Columns.Length; column++)
            command.Parameters.Add(statement.Columns[column].Parameter(rows, column));
        return command;
    }

    /// <summary>PostgreSQL numbers its parameters.</summary>
    private static string Number(string sql)
    {
        var text = new StringBuilder(sql.Length + 16);
        var number = 0;
        foreach (var letter in sql)
        {
            if (letter == '?')
                text.Append(CultureInfo.InvariantCulture, $"${++number}");
            else
                text.Append(letter);
        }

        return text.ToString();
    }
}
