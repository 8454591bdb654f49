using ContactNetwork.LocalPostgres;
using Npgsql;

namespace ContactNetwork.Lab;

/// <summary>The PostgreSQL of a lab: a private one, or the server that a variable names.</summary>
internal sealed class LabDatabases : IAsyncDisposable
{
    private readonly string _administrator;
    private readonly string _labId;

    private LabDatabases(PrivatePostgres? own, string administrator, string labId)
    {
        Own = own;
        _administrator = administrator;
        _labId = labId;
    }

    /// <summary>The private server; null when another is used.</summary>
    public PrivatePostgres? Own { get; }

    public string Place => Own is null ? "the server that CONTACT_NETWORK_POSTGRES names" : $"127.0.0.1:{Own.Port}";

    public static async Task<LabDatabases> OpenAsync(LabOptions options, LabRecord record, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(PostgresVariables.Server) is { Length: > 0 } given)
            return new LabDatabases(null, given, record.LabId);
        PrivatePostgres own = await PrivatePostgres.StartAsync(new PostgresOptions
        {
            DataFolder = options.IsTemporary ? null : Path.Combine(options.Folder, "postgres"),
            Durable = options.IsDurable,
            Port = record.PostgresPort,
        }, cancellation);
        return new LabDatabases(own, own.ConnectionString, record.LabId);
    }

    /// <summary>Makes the country's database where it is missing and gives its connection string.</summary>
    public async Task<string> EnsureAsync(string country, CancellationToken cancellation)
    {
        string name = NameOf(country);
        await using var connection = new NpgsqlConnection(_administrator);
        await connection.OpenAsync(cancellation);
        await using var find = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if ((long)(await find.ExecuteScalarAsync(cancellation))! == 0)
        {
            await using var make = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            await make.ExecuteNonQueryAsync(cancellation);
        }

        return new NpgsqlConnectionStringBuilder(_administrator) { Database = name }.ConnectionString;
    }

    /// <summary>Drops the lab's databases on a server of somebody else; a private temporary server vanishes as a whole.</summary>
    public async Task DropAsync(IEnumerable<string> countries)
    {
        if (Own is not null) return;
        await using var connection = new NpgsqlConnection(_administrator);
        await connection.OpenAsync();
        foreach (string country in countries)
        {
            await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {NameOf(country)} WITH (FORCE)", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }

    public ValueTask DisposeAsync() => Own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string NameOf(string country) => $"lab_{_labId}_{country.ToLowerInvariant()}";
}
