using System.Diagnostics.Metrics;
using ContactNetwork.Domain;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>How much due work of one kind there is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="All">All rows.</param>
/// <param name="Overdue">Those whose time has come.</param>
/// <param name="Parked">Those that nobody tries any more.</param>
/// <param name="Late">Those whose time came more than <see cref="DueCounts.LateAfter"/> ago.</param>
internal sealed record DueCount(string Kind, long All, long Overdue, long Parked, long Late);

/// <summary>Counts due work for the status and the metrics, and alarms while some is parked or left undone.</summary>
internal sealed class DueCounts : BackgroundService
{
    private const string CountSql =
        """
        select kind, count(*), count(*) filter (where next_try <= $1 and park_time is null), count(*) filter (where park_time is not null),
            count(*) filter (where next_try <= $2 and park_time is null)
        from node.due group by kind order by kind
        """;

    /// <summary>
    /// For how long work may be due before that is an alarm: whoever holds the leases of a dead replica, and each try that
    /// fails, puts it off by less. Deliveries are not among it: what waits for a peer that is away has an alarm of its own.
    /// </summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    /// <summary>Looks in a row without the presence lock before that is an alarm: a connection may break and come back.</summary>
    private const int HiddenLooksMax = 2;

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource source;
    private readonly IStoreClock clock;
    private readonly Alarms alarms;
    private readonly Presence presence;
    private readonly ILogger<DueCounts> log;
    private IReadOnlyList<DueCount> last = [];
    private int hiddenLooks;
    private bool isLate;

    public DueCounts(NpgsqlDataSource source, IStoreClock clock, Alarms alarms, Presence presence, ILogger<DueCounts> log)
    {
        this.source = source;
        this.clock = clock;
        this.alarms = alarms;
        this.presence = presence;
        this.log = log;
        Meters.Gauge("contact_network_due", "{row}", "Rows of due work, by kind and state.", Measure);
    }

    /// <summary>Counts now.</summary>
    public async Task<IReadOnlyList<DueCount>> CountAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(CountSql, connection) { Parameters = { new() { Value = clock.Now }, new() { Value = clock.Now - LateAfter } } };
        var counts = new List<DueCount>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            counts.Add(new DueCount(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        return counts;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            hiddenLooks = presence.IsShown ? 0 : hiddenLooks + 1;
            alarms.Set(AlarmCodes.PresenceLost, hiddenLooks >= HiddenLooksMax);
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                last = await CountAsync(connection, stoppingToken);
                alarms.Set(AlarmCodes.WorkParked, last.Any(count => count.Parked > 0));
                WarnOfLateness();
                alarms.Set(AlarmCodes.StoreAway, isRaised: false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                alarms.Set(AlarmCodes.StoreAway, isRaised: true);
            }

            await Task.Delay(CountEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void WarnOfLateness()
    {
        var late = last.Where(count => count.Kind != DueKinds.Deliver).Sum(count => count.Late);
        if (late > 0 && !isLate)
            log.WorkLate(late, LateAfter.TotalSeconds);
        isLate = late > 0;
        alarms.Set(AlarmCodes.WorkOverdue, isLate);
    }

    private IEnumerable<Measurement<double>> Measure() => last.SelectMany(count => new[]
    {
        Of(count.Kind, "all", count.All),
        Of(count.Kind, "overdue", count.Overdue),
        Of(count.Kind, "parked", count.Parked),
    });

    private static Measurement<double> Of(string kind, string state, long rows) => new(
        rows, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("state", state));
}
