using Npgsql;

namespace ContactNetwork.Node.Operations;

/// <summary>Writes and commits a row, as a filing must.</summary>
internal sealed class StoreWriteProbe(NpgsqlDataSource store) : IReadinessProbe
{
    public string Name => "store-write";

    public async Task ProbeAsync(CancellationToken cancellation)
    {
        await using var command = store.CreateCommand("""
            insert into node.readiness (process_id, probe_time) values ($1, clock_timestamp())
            on conflict (process_id) do update set probe_time = excluded.probe_time
            """);
        command.Parameters.Add(new() { Value = Environment.ProcessId });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
