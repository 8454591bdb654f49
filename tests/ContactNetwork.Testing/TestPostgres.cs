using System.Collections.Concurrent;
using ContactNetwork.LocalPostgres;
using Npgsql;

namespace ContactNetwork.Testing;

/// <summary>
/// Gives each test a fresh database: on the server that <see cref="PostgresVariables.Server"/> names, else on one
/// private server for the whole test process, which is started when first needed and ends with the process.
/// </summary>
public static class TestPostgres
{
    private const int ConnectionsMax = 500;

    // Kept for the life of the process: once collected, it would close the pipe that keeps it alive.
    private static PrivatePostgres? _own;

    private static readonly Lazy<Task<string>> Server = new(FindServerAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();

    /// <summary>Makes an empty database.</summary>
    /// <exception cref="PostgresUnavailableException">There is no server and none could be started; says what to do.</exception>
    public static async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellation)
    {
        string name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0", cancellation);
        return new TestDatabase(name, await ConnectionStringToAsync(name));
    }

    /// <summary>
    /// Makes a database as a copy of a prepared one, which takes a fraction of the time of preparing it anew.
    /// </summary>
    /// <param name="template">Names the preparation within the test process.</param>
    /// <param name="prepare">
    /// Fills the template; called once, with its connection string. It must leave no connection open; pooled ones are closed.
    /// </param>
    /// <param name="cancellation">The test's own token.</param>
    public static async Task<TestDatabase> CreateDatabaseAsync(
        string template, Func<string, Task> prepare, CancellationToken cancellation)
    {
        string source = await Templates.GetOrAdd(
            template, _ => new Lazy<Task<string>>(() => PrepareAsync(prepare))).Value;
        string name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {source}", cancellation);
        return new TestDatabase(name, await ConnectionStringToAsync(name));
    }

    /// <summary>Makes a copy of a database that nobody is connected to, as a backup is; waits for those who are leaving.</summary>
    public static async Task<TestDatabase> CopyAsync(TestDatabase source, CancellationToken cancellation)
    {
        string name = NewName();
        await Eventually.Async(
            async () =>
            {
                try
                {
                    await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {source.Name}", cancellation);
                    return true;
                }
                catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse)
                {
                    return false;
                }
            },
            Deadlines.OverSockets,
            cancellation);
        return new TestDatabase(name, await ConnectionStringToAsync(name));
    }

    internal static async Task ExecuteAsync(string statement, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(await Server.Value);
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<string> PrepareAsync(Func<string, Task> prepare)
    {
        string name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0", CancellationToken.None);
        string connectionString = await ConnectionStringToAsync(name);
        await prepare(connectionString);
        await using NpgsqlConnection own = new(connectionString);
        NpgsqlConnection.ClearPool(own);
        return name;
    }

    private static async Task<string> ConnectionStringToAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await Server.Value) { Database = database }.ConnectionString;

    private static async Task<string> FindServerAsync()
    {
        if (Environment.GetEnvironmentVariable(PostgresVariables.Server) is { Length: > 0 } named)
        {
            return named;
        }

        // The supervisor ends the server and removes its data when this process ends, so nothing has to be disposed.
        _own = await PrivatePostgres.StartAsync(
            new PostgresOptions { Durable = false, ConnectionsMax = ConnectionsMax }, CancellationToken.None);
        return _own.ConnectionString;
    }

    private static string NewName() => $"test_{Guid.NewGuid():N}";
}
