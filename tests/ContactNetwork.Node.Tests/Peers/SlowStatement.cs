using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A statement that PostgreSQL itself ends for its length.</summary>
internal static class SlowStatement
{
    public static async Task RunAsync(WriteSession session, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_sleep(60)", session.Connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
