using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Tells the results of several statements apart by the names of their first columns. The driver takes a query whose first
/// prepared run failed, by a fault or an ended wait, for a statement without a result as long as the connection lives; when
/// it then finds no row, the next result stands in its place.
/// </summary>
internal static class OrderedResults
{
    private const string OutOfOrder = "The results of the store came out of order. What the connection had prepared is made anew.";

    /// <summary>Goes on to the result whose first column has this name.</summary>
    /// <exception cref="NpgsqlException">Another result stands there; the next try will be right.</exception>
    public static async Task NextAsync(
        NpgsqlConnection connection, NpgsqlDataReader reader, string column, CancellationToken cancellation)
    {
        await reader.NextResultAsync(cancellation);
        await CheckAsync(connection, reader, column);
    }

    /// <summary>Checks that the result's first column has this name.</summary>
    /// <exception cref="NpgsqlException">Another result stands there; the next try will be right.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, NpgsqlDataReader reader, string column)
    {
        if (reader.FieldCount > 0 && reader.GetName(0) == column)
            return;
        await reader.DisposeAsync();
        // The driver has no other way to forget a statement; it happens hardly ever.
        connection.UnprepareAll();
        throw new NpgsqlException(OutOfOrder);
    }
}
