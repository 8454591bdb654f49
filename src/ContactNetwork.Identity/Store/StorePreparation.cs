using System.Diagnostics;
using ContactNetwork.Identity.Keys;
using ContactNetwork.Identity.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContactNetwork.Identity.Store;

/// <summary>
/// Brings the store to what this version needs, before the first request:
/// (1) one replica at a time, held apart by an advisory lock; (2) migrations; (3) the first keys; (4) the built-in client.
/// Doing it again changes nothing.
/// </summary>
internal sealed class StorePreparation(IServiceProvider services, IOptions<StoreOptions> store, ILogger<StorePreparation> log)
{
    /// <summary>Any number will do, as long as every version of this provider uses the same one.</summary>
    private const long AdvisoryLock = 0x1DE9_7177;

    private static readonly TimeSpan LockWaitMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(200);

    /// <exception cref="TimeoutException">Another process held the lock for too long.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        // A connection of its own, not pooled: closing it frees the lock whatever happens.
        var settings = new NpgsqlConnectionStringBuilder(store.Value.Resolve()) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        await LockAsync(connection, cancellation);

        await using var scope = services.CreateAsyncScope();
        var pending = await MigrateAsync(scope.ServiceProvider.GetRequiredService<IdentityStore>(), cancellation);
        IdentityLog.StoreReady(log, pending);
        await scope.ServiceProvider.GetRequiredService<KeyStore>().EnsureAsync(cancellation);
        await scope.ServiceProvider.GetRequiredService<BuiltInClient>().EnsureAsync(cancellation);
    }

    private static async Task<int> MigrateAsync(IdentityStore identity, CancellationToken cancellation)
    {
        var pending = await identity.Database.GetPendingMigrationsAsync(cancellation);
        var count = pending.Count();
        if (count > 0)
            await identity.Database.MigrateAsync(cancellation);
        return count;
    }

    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLock });
        while (await command.ExecuteScalarAsync(cancellation) is not true)
        {
            if (waited.Elapsed > LockWaitMax)
                throw new TimeoutException("Another process has been preparing the identity store for over a minute.");
            await Task.Delay(LockRetry, cancellation);
        }
    }
}
