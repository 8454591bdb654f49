using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity.Keys;

/// <summary>Looks for changed keys every few seconds. When the store is away the last ring goes on.</summary>
internal sealed class KeyRefresh(KeyRing ring, IOptions<IdentityOptions> options, TimeProvider clock, ILogger<KeyRefresh> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeyRefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await ring.RefreshAsync(stoppingToken))
                    IdentityLog.KeysChanged(log);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                IdentityLog.KeysNotRead(log, e);
            }
        }
    }
}
