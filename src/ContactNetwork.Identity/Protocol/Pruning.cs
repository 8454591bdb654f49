using OpenIddict.Abstractions;

namespace ContactNetwork.Identity.Protocol;

/// <summary>Forgets tokens and authorizations that ended a while ago, so that the tables stay small.</summary>
internal sealed class Pruning(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Pruning> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Kept this long after their end, for questions about who signed in when.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(14);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var before = clock.GetUtcNow() - KeptFor;
                var tokens = await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, stoppingToken);
                var authorizations = await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, stoppingToken);
                IdentityLog.Pruned(log, tokens, authorizations);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                IdentityLog.NotPruned(log, e);
            }
        }
    }
}
