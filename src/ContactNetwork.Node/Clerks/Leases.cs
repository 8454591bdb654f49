using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Takes, renews and gives back leases. A lease ends by the database clock 5 s after its last renewal; that of a killed
/// replica can be taken at once, because its presence lock is free.
/// </summary>
internal sealed partial class Leases(NpgsqlDataSource store, Presence presence, ILogger<Leases> logger)
    : BackgroundService
{
    /// <summary>How long a lease lasts by the database clock.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>How long its owner trusts it by its own monotonic clock, counted from before it asked.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(4);

    /// <summary>How often leases are renewed.</summary>
    public static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(1.5);

    /// <summary>How long giving all back may take when the process ends, also where the calls took all the time there was.</summary>
    private static readonly TimeSpan GiveBackMax = TimeSpan.FromSeconds(2);

    private const string Take = """
        insert into node.leases as l (name, owner, presence_key, epoch, end_time)
        values ($1, $2, $3, 1, clock_timestamp() + $4)
        on conflict (name) do update
            set owner = $2, presence_key = $3, epoch = l.epoch + 1, end_time = clock_timestamp() + $4
            where l.end_time < clock_timestamp() or (l.owner <> $2 and pg_try_advisory_xact_lock(l.presence_key))
        returning epoch
        """;

    private const string Renew = """
        update node.leases l set end_time = clock_timestamp() + $2
        from unnest($3::text[], $4::bigint[]) as mine (name, epoch)
        where l.owner = $1 and l.name = mine.name and l.epoch = mine.epoch and l.end_time > '-infinity'
        returning l.name
        """;

    private const string GiveAllBack =
        "update node.leases set end_time = '-infinity' where owner = $1 and end_time > clock_timestamp()";

    private readonly ConcurrentDictionary<string, Lease> held = new();
    private volatile bool isEnding;

    /// <summary>How many leases this process holds whose name begins so.</summary>
    public int CountHeld(string prefix) => held.Values.Count(lease => lease.IsHeld && lease.Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Takes a lease if nobody holds it; null when another does or this process's presence is not shown.</summary>
    public async Task<Lease?> TryTakeAsync(string name, CancellationToken cancellation)
    {
        if (held.TryGetValue(name, out var mine) && mine.IsHeld)
        {
            return null; // Another loop of this process has it.
        }

        if (!presence.IsShown || isEnding)
        {
            return null;
        }

        // Whoever asks may go away only before the statement: broken off in its midst, the row might be ours and nobody know it.
        await using var connection = await store.OpenConnectionAsync(cancellation);
        var askedAt = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(Take, connection);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = presence.Owner });
        command.Parameters.Add(new() { Value = presence.Key });
        command.Parameters.Add(new() { Value = Length });
        if (await command.ExecuteScalarAsync(CancellationToken.None) is not long epoch)
        {
            return null;
        }

        var lease = new Lease(name, epoch, askedAt);
        held[name] = lease;
        LogTaken(logger, name, epoch);
        if (!isEnding)
        {
            return lease;
        }

        // It came after all were given back.
        await GiveBackAsync(lease, CancellationToken.None);
        return null;
    }

    /// <summary>Gives a lease back, so that another may take it at once. Losing it meanwhile is no error.</summary>
    public async Task GiveBackAsync(Lease lease, CancellationToken cancellation)
    {
        lease.Lose();
        held.TryRemove(KeyValuePair.Create(lease.Name, lease));
        await using var command = store.CreateCommand(
            "update node.leases set end_time = '-infinity' where name = $1 and epoch = $2");
        command.Parameters.Add(new() { Value = lease.Name });
        command.Parameters.Add(new() { Value = lease.Epoch });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Takes no more, and gives back all that stand in this process's name: also those that a clerk asked for or gave back
    /// at the very end without waiting for the answer.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        isEnding = true;
        await base.StopAsync(cancellationToken);
        foreach (var lease in held.Values)
        {
            lease.Lose();
        }

        held.Clear();
        using var limit = new CancellationTokenSource(GiveBackMax);
        try
        {
            await using var command = store.CreateCommand(GiveAllBack);
            command.Parameters.Add(new() { Value = presence.Owner });
            await command.ExecuteNonQueryAsync(limit.Token);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // They end by themselves.
            LogNotRenewed(logger, fault.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Real and monotonic time, even where a test moves the clock: leases end by the clock of PostgreSQL.
            await Task.Delay(RenewInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                LogNotRenewed(logger, fault.GetType().Name);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        var mine = held.Values.ToArray();
        if (mine.Length == 0)
        {
            return;
        }

        // Without its presence lock a replica looks dead, and others take its leases at once: so it lets go of them.
        var askedAt = Stopwatch.GetTimestamp();
        var kept = presence.IsShown ? await RenewAsync(mine, cancellation) : [];
        foreach (var lease in mine)
        {
            if (kept.Contains(lease.Name))
            {
                lease.Keep(askedAt);
                continue;
            }

            lease.Lose();
            held.TryRemove(KeyValuePair.Create(lease.Name, lease));
            LogLost(logger, lease.Name, lease.Epoch);
        }
    }

    private async Task<HashSet<string>> RenewAsync(Lease[] mine, CancellationToken cancellation)
    {
        var kept = new HashSet<string>();
        await using var command = store.CreateCommand(Renew);
        command.CommandTimeout = (int)HeldFor.TotalSeconds;
        command.Parameters.Add(new() { Value = presence.Owner });
        command.Parameters.Add(new() { Value = Length });
        command.Parameters.Add(new() { Value = mine.Select(lease => lease.Name).ToArray() });
        command.Parameters.Add(new() { Value = mine.Select(lease => lease.Epoch).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            kept.Add(reader.GetString(0));
        }

        return kept;
    }

    [LoggerMessage(EventId = 1111, EventName = "LeaseTaken", Level = LogLevel.Debug, Message = "Lease {Name} taken, epoch {Epoch}.")]
    private static partial void LogTaken(ILogger logger, string name, long epoch);

    [LoggerMessage(EventId = 1112, EventName = "LeaseLost", Level = LogLevel.Warning, Message = "Lease {Name} of epoch {Epoch} is lost.")]
    private static partial void LogLost(ILogger logger, string name, long epoch);

    [LoggerMessage(EventId = 1113, EventName = "LeasesNotRenewed", Level = LogLevel.Warning, Message = "Leases were not renewed: {Fault}.")]
    private static partial void LogNotRenewed(ILogger logger, string fault);
}
