namespace ContactNetwork.Node.People.Tokens;

/// <summary>Reads every issuer's keys at start and now and then, so that a withdrawn key stops counting and a new one is known.</summary>
internal sealed class IssuerRefresh(TokenCheck tokens, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Issuer.RefreshEvery, clock);
        do
        {
            await Task.WhenAll(tokens.Issuers.Select(issuer => issuer.RefreshAsync(Issuer.UnknownKeyPause, stoppingToken)));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
