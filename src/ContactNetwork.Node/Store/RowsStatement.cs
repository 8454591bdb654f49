using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.Store;

/// <summary>
/// A statement that writes many rows at once. Its parameters are arrays, one for each column, with one element a row; so
/// what a session writes to a table is one statement, however many rows there are.
/// </summary>
/// <param name="Sql">The statement; it unnests its parameters.</param>
/// <param name="Columns">The columns in the order of the parameters.</param>
internal sealed record RowsStatement(string Sql, ImmutableArray<RowColumn> Columns)
{
    /// <summary>Makes a statement.</summary>
    public static RowsStatement Of(string sql, params ImmutableArray<RowColumn> columns) => new(sql, columns);
}

/// <summary>The type of a column.</summary>
internal abstract class RowColumn
{
    public static RowColumn Uuid { get; } = new Typed<Guid>(NpgsqlDbType.Uuid);

    public static RowColumn Text { get; } = new Typed<string>(NpgsqlDbType.Text);

    public static RowColumn Json { get; } = new Typed<string>(NpgsqlDbType.Jsonb);

    public static RowColumn Bytes { get; } = new Typed<byte[]>(NpgsqlDbType.Bytea);

    public static RowColumn Bigint { get; } = new Typed<long>(NpgsqlDbType.Bigint);

    public static RowColumn Smallint { get; } = new Typed<short>(NpgsqlDbType.Smallint);

    public static RowColumn Flag { get; } = new Typed<bool>(NpgsqlDbType.Boolean);

    public static RowColumn Time { get; } = new Typed<DateTimeOffset>(NpgsqlDbType.TimestampTz);

    /// <summary>The parameter of a column: its values of all rows.</summary>
    public abstract NpgsqlParameter Parameter(IReadOnlyList<object?[]> rows, int column);

    private sealed class Typed<T>(NpgsqlDbType type) : RowColumn
    {
        public override NpgsqlParameter Parameter(IReadOnlyList<object?[]> rows, int column)
        {
            var values = new T?[rows.Count];
            for (var row = 0; row < values.Length; row++)
                values[row] = (T?)rows[row][column];
            return new NpgsqlParameter<T?[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }
}
