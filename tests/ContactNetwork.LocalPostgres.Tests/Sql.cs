using Npgsql;

namespace ContactNetwork.LocalPostgres.Tests;

/// <summary>Single statements over fresh, unpooled connections.</summary>
internal static class Sql
{
    public static async Task<string?> AskAsync(string connectionString, string statement, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new(statement, connection);
        return (await command.ExecuteScalarAsync(cancellation))?.ToString();
    }
}
