using ContactNetwork.Lab;
using Npgsql;

namespace ContactNetwork.Network.Tests;

/// <summary>A country's database, as an administrator sees it.</summary>
internal static class CountryStore
{
    /// <summary>
    /// Opens a connection of its own: the tests share a server that one of them restarts, and a pool would hand the next one
    /// a connection that the restart has ended.
    /// </summary>
    public static async Task<NpgsqlConnection> OpenAsync(LabCountry country, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(country.ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    /// <summary>Runs a query that gives one number.</summary>
    public static async Task<long> CountAsync(LabCountry country, string sql, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await OpenAsync(country, cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }
}
