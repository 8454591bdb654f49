using System.Diagnostics;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Follows the database's clock, and compares it with the node's and the peers'. Between two looks the time goes on by
/// the monotonic clock of this machine.
/// </summary>
internal sealed class ClockWatch(
    NpgsqlDataSource source, TimeProvider time, IServiceProvider services, Alarms alarms, ILogger<ClockWatch> log)
    : BackgroundService, IStoreClock
{
    /// <summary>How far two clocks may differ.</summary>
    public static readonly TimeSpan DifferenceMax = TimeSpan.FromMinutes(5);

    /// <summary>How long a jump is remembered.</summary>
    public static readonly TimeSpan JumpRemembered = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private volatile Measure? last;
    private long jumpedAt = long.MinValue;

    public DateTimeOffset Now => last is { } measure ? measure.Goes : time.GetUtcNow();

    public bool IsTrusted { get; private set; } = true;

    /// <summary>Looks once before anything is decided, so that the first events carry the database's time too.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (time == TimeProvider.System)
            await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A clock that a test moves has nothing to do with the database's.
        if (time != TimeProvider.System)
            return;
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
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                // The last measure goes on.
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select clock_timestamp()");
        var read = await command.ExecuteScalarAsync(cancellation);
        var database = new DateTimeOffset((DateTime)(read ?? throw new UnreachableException()), TimeSpan.Zero);
        Judge(new Measure(database, time.GetUtcNow(), Stopwatch.GetTimestamp()));
    }

    /// <summary>Compares a measure with the one before and with the other clocks.</summary>
    internal void Judge(Measure measure)
    {
        if (last is { } before)
        {
            var elapsed = Stopwatch.GetElapsedTime(before.At, measure.At);
            var databaseJump = (measure.Database - before.Database - elapsed).Duration();
            var nodeJump = (measure.Node - before.Node - elapsed).Duration();
            if (databaseJump > DifferenceMax || nodeJump > DifferenceMax)
            {
                jumpedAt = measure.At;
                log.ClockJumped(databaseJump.TotalSeconds, nodeJump.TotalSeconds);
            }
        }

        last = measure;
        var hasJumped = jumpedAt != long.MinValue && Stopwatch.GetElapsedTime(jumpedAt, measure.At) < JumpRemembered;
        var isDisputed = (measure.Database - measure.Node).Duration() > DifferenceMax || DoPeersDisagree();
        IsTrusted = !hasJumped && !isDisputed;
        alarms.Set(AlarmCodes.ClockDisputed, !IsTrusted);
    }

    /// <summary>One peer's clock may be wrong; most of them not. A single peer counts where there are no others.</summary>
    private bool DoPeersDisagree()
    {
        var offsets = services.GetServices<IClockWitness>().SelectMany(witness => witness.Offsets.Values).ToList();
        return offsets.Count > 0 && offsets.Count(offset => offset.Duration() > DifferenceMax) * 2 > offsets.Count;
    }

    /// <summary>What the clocks showed at once.</summary>
    internal sealed record Measure(DateTimeOffset Database, DateTimeOffset Node, long At)
    {
        public DateTimeOffset Goes => Database + Stopwatch.GetElapsedTime(At);
    }
}
