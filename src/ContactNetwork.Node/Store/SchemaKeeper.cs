using System.Diagnostics;
using ContactNetwork.Node.Store.Feeds;
using JasperFx;
using Marten;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Brings the schema up to date before anything else starts. One replica at a time, by a session-level lock of our own:
/// Marten's own wait for its lock is short, and a long migration must not fail the others' start.
/// </summary>
internal sealed class SchemaKeeper(StoreOptions options, IDocumentStore documents, FeedEpoch epoch, ILogger<SchemaKeeper> log)
{
    private const long LockKey = 0x434E_5343_4845_4D41;

    private const string PrepareSql =
        """
        create schema if not exists node;
        create table if not exists node.schema_step (
            room text not null,
            name text not null,
            digest text not null,
            apply_time timestamptz not null default clock_timestamp(),
            primary key (room, name));
        """;

    /// <summary>
    /// 1. Takes the lock. 2. Lets Marten make its tables. 3. Runs the steps that have not run yet, each in a transaction.
    /// 4. Marks watched views anew where the server's history is another. Fails where a step that ran here was edited since, or where the server is older than PostgreSQL 15.
    /// </summary>
    public async Task BringUpToDateAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await using var connection = DataSources.CreateLasting(options, "schema");
        await connection.OpenAsync(cancellation);
        if (connection.PostgreSqlVersion.Major < VersionMin)
            throw new InvalidOperationException($"PostgreSQL {VersionMin} or newer is needed; this is {connection.PostgreSqlVersion}.");
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellation);
        await ExecuteAsync(connection, PrepareSql, cancellation);
        await documents.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        var applied = await AppliedAsync(connection, cancellation);
        foreach (var step in SchemaSteps.All)
        {
            if (!applied.TryGetValue((step.Room, step.Name), out var digest))
                await ApplyAsync(connection, step, cancellation);
            else if (digest != step.Digest)
                throw new InvalidOperationException($"Schema step {step.Room}/{step.Name} was edited after it ran here. Add a new step instead.");
        }

        await epoch.BringUpToDateAsync(connection, cancellation);
        log.StoreReady((long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>The oldest major version of PostgreSQL that is served.</summary>
    private const int VersionMin = 15;

    private async Task ApplyAsync(NpgsqlConnection connection, SchemaStep step, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, step.Sql, cancellation);
        await using var record = new NpgsqlCommand("insert into node.schema_step (room, name, digest) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = step.Room }, new() { Value = step.Name }, new() { Value = step.Digest } },
        };
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        log.SchemaStepApplied(step.Room, step.Name);
    }

    private static async Task<Dictionary<(string Room, string Name), string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = new Dictionary<(string, string), string>();
        await using var command = new NpgsqlCommand("select room, name, digest from node.schema_step", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            applied.Add((reader.GetString(0), reader.GetString(1)), reader.GetString(2));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
