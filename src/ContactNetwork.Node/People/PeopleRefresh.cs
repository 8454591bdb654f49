using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.People;

/// <summary>Applies the bootstrap file and fills the register before calls are taken, then keeps it current.</summary>
internal sealed class PeopleRefresh(PeopleRegister register, Bootstrap bootstrap, TimeProvider clock, ILogger<PeopleRefresh> log) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await bootstrap.ApplyAsync(cancellationToken);
        await register.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PeopleRegister.LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await register.RefreshAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is RefusalException || !stoppingToken.IsCancellationRequested)
            {
                log.PeopleNotRead(fault.GetType().Name);
            }
        }
    }
}
