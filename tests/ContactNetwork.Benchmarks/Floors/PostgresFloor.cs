using Npgsql;

namespace ContactNetwork.Benchmarks.Floors;

/// <summary>The floor of every durable write: one row, one commit, nothing else.</summary>
internal sealed class PostgresFloor(NpgsqlDataSource store)
{
    /// <summary>Creates the table in a schema of its own.</summary>
    public async Task PrepareAsync()
    {
        await using var command = store.CreateCommand(
            "create schema if not exists bench; create table if not exists bench.floor (id bigserial primary key, text text not null)");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Inserts and commits one row.</summary>
    public async Task CommitAsync()
    {
        await using var command = store.CreateCommand("insert into bench.floor (text) values ($1)");
        command.Parameters.Add(new() { Value = "one row" });
        await command.ExecuteNonQueryAsync();
    }
}
