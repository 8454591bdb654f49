using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Makes the store ready before anything else starts; waits a while for a server that is just starting.</summary>
internal sealed class StoreStartup(SchemaKeeper schema, ILogger<StoreStartup> log) : IHostedService
{
    /// <summary>How long to wait for the server; then the process ends, and its supervisor decides.</summary>
    public static readonly TimeSpan ServerAwaited = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await schema.BringUpToDateAsync(cancellationToken);
                return;
            }
            catch (Exception fault) when (IsNotYetThere(fault) && System.Diagnostics.Stopwatch.GetElapsedTime(started) < ServerAwaited)
            {
                log.StoreAway(fault.GetType().Name, (fault as PostgresException)?.SqlState ?? "none");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A wrong password or database is a mistake to tell at once; a server that does not answer may be starting.</summary>
    private static bool IsNotYetThere(Exception fault) => fault switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections,
        _ => StoreFaults.IsStoreAway(fault),
    };
}
