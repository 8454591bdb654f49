using Npgsql;

namespace ContactNetwork.Node.Operations;

/// <summary>Writes and commits a row, as a filing must.</summary>
internal sealed class StoreWriteProbe(NpgsqlDataSource store) : IReadinessProbe
{
    /// <summary>Creates the probe's table; safe to repeat.</summary>
    public const string Schema = """
        create table if not exists node.readiness (
            process_id int primary key,
            probe_time timestamptz not null
        );
        comment on table node.readiness is 'Written by the readiness probe, one row a process id.';
        """;

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
