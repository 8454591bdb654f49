using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Microsoft.Extensions.Options;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers;

/// <summary>Keeps what is known of the peers at hand, and raises and lowers this room's alarms.</summary>
internal sealed class PeerMonitor(
    NpgsqlDataSource source, TrustStore trust, Alarms alarms, IOptions<PeersOptions> options, TimeProvider time, ILogger<PeerMonitor> log)
    : BackgroundService, IPeerBook, IClockWitness
{
    /// <summary>How often the store is read.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long a measure of a clock counts.</summary>
    public static readonly TimeSpan ClockCounts = TimeSpan.FromMinutes(5);

    /// <summary>Heartbeats missed in a row that raise an alarm.</summary>
    public const int MissedForAlarm = 3;

    private const string StopsSql =
        """
        select peer, lane from node.outgoing_lane where stop_reason is not null
        union select peer, lane from node.incoming_lane where stop_reason is not null
        """;

    private const string UnprocessedSql = "select count(*) from node.inbox_unprocessed where late_receipt is null";

    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly HashSet<string> raised = new(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, PeerState> states = new Dictionary<string, PeerState>();

    public IReadOnlyDictionary<string, TimeSpan> Offsets => states
        .Where(state => state.Value is { ClockOffset: not null, ClockTime: { } at } && time.GetUtcNow() - at < ClockCounts)
        .ToDictionary(state => state.Key, state => state.Value.ClockOffset!.Value, StringComparer.Ordinal);

    public bool IsActive(string country) =>
        trust.Current is { } snapshot
        && country != snapshot.OwnCountry
        && snapshot.FindMember(country) is { State: MemberState.Active };

    public IReadOnlySet<string>? FeaturesOf(string country) =>
        states.GetValueOrDefault(country) is { ContactTime: not null } state ? state.Features : null;

    public string? DeskPhone(string country) => options.Value.Desks.GetValueOrDefault(country);

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
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                log.TrustNotConfirmed(fault.GetType().Name);
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the store once and sets the alarms.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var read = await PeerStates.AllAsync(connection, cancellation);
        states = read;
        HashSet<string> now = [.. await StopsAsync(connection, cancellation)];
        var offsets = Offsets;
        foreach (var member in trust.Last.Members.Values.Where(member => IsActive(member.Country)))
            now.UnionWith(member.IsSuspendedHere
                ? [PeersAlarms.PeerSuspended(member.Country)]
                : AlarmsOf(member.Country, read.GetValueOrDefault(member.Country), offsets));
        await using (var command = new NpgsqlCommand(UnprocessedSql, connection))
        {
            if (await command.ExecuteScalarAsync(cancellation) is > 0L)
                now.Add(PeersAlarms.UnprocessedDispatches);
        }

        foreach (var gone in raised.Except(now).ToList())
            alarms.Set(gone, false);
        foreach (var alarm in now)
            alarms.Set(alarm, true);
        raised.Clear();
        raised.UnionWith(now);
    }

    /// <summary>Whether a peer answered or called within 60 s; before the first minute is over, nobody knows.</summary>
    internal bool? IsReachable(PeerState? state)
    {
        var now = time.GetUtcNow();
        if (state?.ContactTime is { } contact && now - contact <= GreetingLimits.UnreachableAfter)
            return true;
        return now - startedAt <= GreetingLimits.UnreachableAfter ? null : false;
    }

    private IEnumerable<string> AlarmsOf(string country, PeerState? state, IReadOnlyDictionary<string, TimeSpan> offsets)
    {
        var isReachable = IsReachable(state);
        var offset = offsets.GetValueOrDefault(country).Duration();
        if (isReachable == false)
            yield return PeersAlarms.PeerUnreachable(country);
        if (offset > GreetingLimits.ClockAlarm)
            yield return PeersAlarms.ClockDisputed(country);
        else if (offset > GreetingLimits.ClockWarn)
            yield return PeersAlarms.ClockOff(country);
        else if (isReachable == true && state?.MissedHeartbeats >= MissedForAlarm)
            yield return PeersAlarms.HeartbeatMissed(country);
    }

    private static async Task<List<string>> StopsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var stops = new List<string>();
        await using var command = new NpgsqlCommand(StopsSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            stops.Add(PeersAlarms.LaneStopped(reader.GetString(0), ((Lane)reader.GetInt16(1)).Code()));
        return stops;
    }
}
