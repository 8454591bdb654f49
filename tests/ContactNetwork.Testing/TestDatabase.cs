using Npgsql;

namespace ContactNetwork.Testing;

/// <summary>A database of one test's own; it is dropped when disposed, with whoever is still connected.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    internal TestDatabase(string name, string connectionString)
    {
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>The database's name on the server.</summary>
    public string Name { get; }

    /// <summary>The Npgsql connection string to it.</summary>
    public string ConnectionString { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (NpgsqlConnection own = new(ConnectionString))
        {
            NpgsqlConnection.ClearPool(own);
        }

        await TestPostgres.ExecuteAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)", CancellationToken.None);
    }
}
