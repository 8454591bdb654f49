using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

public sealed class PresenceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proxy_that_pools_transactions_is_refused_at_the_start()
    {
        await using var store = await TestStore.CreateAsync();
        await using var proxy = new ForgetfulProxy(store.ConnectionString);
        // The proxy does let simple things through, so it is no broken line that is refused.
        await using (var connection = new NpgsqlConnection(proxy.ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = new NpgsqlCommand("select 42", connection);
            Assert.Equal(42, await command.ExecuteScalarAsync(Cancellation));
        }

        using var presence = Presence(proxy.ConnectionString);
        var refused = await Assert.ThrowsAsync<PoolingProxyException>(() => presence.StartAsync(Cancellation).WaitAsync(Deadlines.OverSockets, Cancellation));

        Assert.False(presence.IsShown);
        Assert.Contains("pools transactions", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connected_directly_the_lock_is_held_until_the_process_stops()
    {
        await using var store = await TestStore.CreateAsync();
        using var presence = Presence(store.ConnectionString);
        await presence.StartAsync(Cancellation);

        Assert.True(presence.IsShown);
        Assert.Equal(1, await LocksAsync(store, presence));
        await presence.StopAsync(Cancellation);
        await Eventually.Async(async () => await LocksAsync(store, presence) == 0, Deadlines.OverSockets, Cancellation);
    }

    private static Presence Presence(string connectionString) =>
        new(new StoreOptions { ConnectionString = connectionString }, NullLogger<Presence>.Instance);

    private static async Task<long> LocksAsync(TestStore store, Presence presence)
    {
        await using var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_locks where locktype = 'advisory' and ((classid::bigint << 32) | objid::bigint) = $1", connection)
        {
            Parameters = { new() { Value = presence.Key } },
        };
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
