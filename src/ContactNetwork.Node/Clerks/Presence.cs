using System.Security.Cryptography;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Shows other replicas that this process lives: a session advisory lock on a connection of its own, which PostgreSQL frees
/// within milliseconds of the process's death. It speeds up takeover; a frozen process keeps its lock, and there the lease's
/// end decides.
/// </summary>
internal sealed partial class Presence(StoreOptions store, ILogger<Presence> logger) : BackgroundService
{
    /// <summary>How long to wait before the lock is taken anew after its connection broke.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the connection is used, so that its loss is noticed.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Names this process's run; never used again.</summary>
    public Guid Owner { get; } = Guid.NewGuid();

    /// <summary>The key of the advisory lock.</summary>
    public long Key { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>Whether the lock is held now. Without it no lease is taken or kept.</summary>
    public bool IsShown { get; private set; }

    /// <summary>Ends when the lock has been taken for the first time.</summary>
    public Task ShownAsync(CancellationToken cancellation) => first.Task.WaitAsync(cancellation);

    /// <summary>Ends when the lock is held, so that a node never starts over a connection that can't hold it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await ShownAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not PoolingProxyException && StoreFaults.IsBroken(fault))
            {
                LogLost(logger, fault.GetType().Name);
            }
            finally
            {
                IsShown = false;
            }

            await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        await using var connection = DataSources.CreateLasting(store, "presence");
        await connection.OpenAsync(cancellation);
        await RefusePoolingProxyAsync(connection, cancellation);
        await using (var take = new NpgsqlCommand("select pg_advisory_lock($1)", connection))
        {
            take.Parameters.Add(new() { Value = Key });
            await take.ExecuteNonQueryAsync(cancellation);
        }

        IsShown = true;
        first.TrySetResult();
        while (true)
        {
            await Task.Delay(ProbeInterval, cancellation);
            await using var probe = new NpgsqlCommand("select 1", connection) { CommandTimeout = 2 };
            await probe.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>
    /// Behind a proxy that pools transactions, two statements may meet two servers, and a session lock would belong to nobody.
    /// A setting of the session shows it: it must still be there, in the same server process, in the next transaction.
    /// </summary>
    private async Task RefusePoolingProxyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var mark = Owner.ToString("N");
        await using (var set = new NpgsqlCommand($"set contact_network.owner = '{mark}'", connection))
        {
            await set.ExecuteNonQueryAsync(cancellation);
        }

        await using var get = new NpgsqlCommand("select pg_backend_pid(), current_setting('contact_network.owner', true)", connection);
        await using var reader = await get.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        if (reader.GetInt32(0) != connection.ProcessID || reader.IsDBNull(1) || reader.GetString(1) != mark)
        {
            var fault = new PoolingProxyException();
            first.TrySetException(fault);
            throw fault;
        }
    }

    [LoggerMessage(EventId = 1105, EventName = "PresenceLost", Level = LogLevel.Warning,
        Message = "The presence lock is lost ({Fault}); leases are not kept until it is held again.")]
    private static partial void LogLost(ILogger logger, string fault);
}

/// <summary>The store's address is a proxy that pools transactions: a lock of a session would belong to nobody.</summary>
internal sealed class PoolingProxyException() : InvalidOperationException(
    "Store:ConnectionString leads through a proxy that pools transactions; connect to PostgreSQL directly.");
