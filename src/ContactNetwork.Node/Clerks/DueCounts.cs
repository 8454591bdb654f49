using System.Diagnostics.Metrics;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>How much due work of one kind there is.</summary>
internal sealed record DueCount(string Kind, long All, long Overdue, long Parked);

/// <summary>Counts due work for the status and the metrics, and alarms while some is parked.</summary>
internal sealed class DueCounts : BackgroundService
{
    private const string CountSql =
        """
        select kind, count(*), count(*) filter (where next_try <= $1 and park_time is null), count(*) filter (where park_time is not null)
        from node.due group by kind order by kind
        """;

    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource source;
    private readonly IStoreClock clock;
    private readonly Alarms alarms;
    private IReadOnlyList<DueCount> last = [];

    public DueCounts(NpgsqlDataSource source, IStoreClock clock, Alarms alarms)
    {
        this.source = source;
        this.clock = clock;
        this.alarms = alarms;
        Meters.Gauge("contact_network_due", "{row}", "Rows of due work, by kind and state.", Measure);
    }

    /// <summary>Counts now.</summary>
    public async Task<IReadOnlyList<DueCount>> CountAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(CountSql, connection) { Parameters = { new() { Value = clock.Now } } };
        var counts = new List<DueCount>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            counts.Add(new DueCount(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        return counts;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                last = await CountAsync(connection, stoppingToken);
                alarms.Set(AlarmCodes.WorkParked, last.Any(count => count.Parked > 0));
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

    private IEnumerable<Measurement<double>> Measure() => last.SelectMany(count => new[]
    {
        Of(count.Kind, "all", count.All),
        Of(count.Kind, "overdue", count.Overdue),
        Of(count.Kind, "parked", count.Parked),
    });

    private static Measurement<double> Of(string kind, string state, long rows) => new(
        rows, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("state", state));
}
