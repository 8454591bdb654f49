using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Carries signals between replicas: one coalesced NOTIFY at most every <see cref="SendEvery"/>, on a connection of its
/// own, after the commit. A NOTIFY inside the writing transaction would take a lock of the whole cluster.
/// </summary>
internal sealed class WakeRelay(Wake wake, StoreOptions options, ILogger<WakeRelay> log) : BackgroundService
{
    /// <summary>Least time between two notifications: 20 a second at most.</summary>
    public static readonly TimeSpan SendEvery = TimeSpan.FromMilliseconds(50);

    private const string Channel = "contact_network";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        ForeverAsync("send", SendAsync, stoppingToken),
        ForeverAsync("listen", ListenAsync, stoppingToken));

    private async Task SendAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        while (true)
        {
            var next = wake.Next(Wake.RelayTopic);
            var topics = wake.TakeOutgoing();
            if (topics.Count == 0)
            {
                await next.WaitAsync(cancellation);
                continue;
            }

            await using (var command = new NpgsqlCommand("select pg_notify($1, $2)", connection)
            {
                Parameters = { new() { Value = Channel }, new() { Value = string.Join(',', topics) } },
            })
                await command.ExecuteNonQueryAsync(cancellation);

            await Task.Delay(SendEvery, cancellation);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        connection.Notification += (_, notification) =>
        {
            foreach (var topic in notification.Payload.Split(','))
                wake.SignalLocally(topic);
        };
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
            await command.ExecuteNonQueryAsync(cancellation);
        while (true)
            await connection.WaitAsync(cancellation);
    }

    private async Task ForeverAsync(string purpose, Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var connection = DataSources.CreateLasting(options, purpose);
                await connection.OpenAsync(cancellation);
                await work(connection, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsBroken(fault))
            {
                // Whoever waits looks every second meanwhile.
                log.RelayBroken(purpose, fault.GetType().Name);
                await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
