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

    private readonly List<Entry> entries = [];
    private readonly Dictionary<RowsStatement, List<object?[]>> rows = new(ReferenceEqualityComparer.Instance);

    /// <summary>What several sessions write, as one: each one's statements in its order, rows for the same statement together.</summary>
    public static WriteBatch Together(IEnumerable<WriteBatch> batches)
    {
        var all = new WriteBatch();
        foreach (var batch in batches)
        {
            foreach (var entry in batch.entries)
            {
                if (entry is Entry.Rows { Statement: var statement })
                    all.Place(statement).AddRange(batch.rows[statement]);
                else
                    all.entries.Add(entry);
            }
        }

        return all;
    }

    /// <summary>Queues SQL with <c>?</c> for each parameter.</summary>
    public void Add(string sql, object[] parameters) => entries.Add(new Entry.Single(sql, parameters));

    /// <summary>Queues one row.</summary>
    public void Add(RowsStatement statement, object?[] row) => Place(statement).Add(row);

    /// <summary>Keeps a place for a statement before what is queued later, whether or not rows come.</summary>
    public List<object?[]> Place(RowsStatement statement)
    {
        if (rows.TryGetValue(statement, out var known))
            return known;
        List<object?[]> all = [];
        rows.Add(statement, all);
        entries.Add(new Entry.Rows(statement));
        return all;
    }

    /// <summary>
    /// Sends all of it and the commit. Where a statement fails, the server skips what follows, the commit too, and the
    /// transaction rolls back when it is disposed.
    /// </summary>
    public async Task CommitAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (entries.Count == 0)
        {
            await transaction.CommitAsync(cancellation);
            return;
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var entry in entries)
        {
            if (Command(entry) is { } command)
                batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Commit));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The command of an entry; null for a place that stayed empty.</summary>
    private NpgsqlBatchCommand? Command(Entry entry) => entry switch
    {
        Entry.Single single => Command(single),
        Entry.Rows { Statement: var statement } => rows[statement] is { Count: > 0 } all ? Command(statement, all) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static NpgsqlBatchCommand Command(Entry.Single single)
    {
        var command = new NpgsqlBatchCommand(Numbered.GetOrAdd(single.Sql, Number));
        foreach (var parameter in single.Parameters)
            command.Parameters.Add(new() { Value = parameter });
        return command;
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

    private abstract record Entry
    {
        private Entry()
        {
        }

        /// <summary>One statement.</summary>
        internal sealed record Single(string Sql, object[] Parameters) : Entry;

        /// <summary>The place of a statement that writes many rows.</summary>
        internal sealed record Rows(RowsStatement Statement) : Entry;
    }
}
