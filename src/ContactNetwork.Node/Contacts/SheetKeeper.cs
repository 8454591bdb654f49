using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts;

/// <summary>Keeps the directory in memory up to date: before the ports open, when sheets change, and every 2 s.</summary>
internal sealed class SheetKeeper(SheetBook book, OwnSheet own, Wake wake, ILogger<SheetKeeper> log) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await book.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var signal = wake.Next(WakeTopics.Directory);
            try
            {
                await book.RefreshAsync(stoppingToken);
                own.Keep();
                await Wake.WaitAsync(signal, SheetBook.LookEvery, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                if (StoreFaults.IsStoreAway(fault))
                    log.DirectoryNotCompared(fault.GetType().Name);
                else
                    log.DirectoryBroken(fault);
                book.WarnOfAge();
                await Task.Delay(SheetBook.LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
