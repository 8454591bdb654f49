using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Refusals;

/// <summary>Stores what was refused, every second and once more at the end; what can't be stored now waits in memory.</summary>
internal sealed class RefusalKeeper(RefusalBook book, NpgsqlDataSource source, ILogger<RefusalKeeper> log) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan StoreEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Real time, even where a test moves the clock.
            await Task.Delay(StoreEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await StoreAsync(CancellationToken.None);
        }
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        var counts = book.Take();
        if (counts.Count == 0)
            return;
        try
        {
            await RefusalTable.AddAsync(source, counts, cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
        {
            book.PutBack(counts);
            log.RefusalsNotStored(fault.GetType().Name);
        }
    }
}

/// <summary>Deletes old refusals.</summary>
internal sealed class RefusalRetention(NpgsqlDataSource source) : IRetention
{
    /// <summary>How long they are kept: longer than an inquiry into an incident takes to begin.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Deleted at once.</summary>
    public const int BatchMax = 1000;

    public string What => "refusals at the border";

    public Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation) =>
        RefusalTable.DeleteAsync(source, now - Kept, BatchMax, cancellation);
}
