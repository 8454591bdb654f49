using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Deletes what was kept for its time. What is deleted can't be brought back: while clocks are disputed it waits.
/// </summary>
internal sealed class RetentionClerk(IEnumerable<IRetention> retentions, IStoreClock clock, ILogger<RetentionClerk> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    /// <summary>The least pause between two batches, so that whoever serves people comes first.</summary>
    private static readonly TimeSpan BatchPause = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Deletes all that is too old now, batch by batch. A room whose deletion fails does not hold up the others.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var retention in retentions)
        {
            try
            {
                await DeleteAsync(retention, cancellation);
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault) && !cancellation.IsCancellationRequested)
            {
                log.ClerkCannotLook("retention", fault.GetType().Name);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.RetentionFailed(fault, retention.What);
            }
        }
    }

    private async Task DeleteAsync(IRetention retention, CancellationToken cancellation)
    {
        var deleted = 0;
        while (clock.IsTrusted && await retention.DeleteAsync(clock.Now, cancellation) is var count and > 0)
        {
            deleted += count;
            await Task.Delay(BatchPause, cancellation);
        }

        if (deleted > 0)
            log.RetentionDeleted(deleted, retention.What);
    }
}
