using ContactNetwork.Domain;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// Draws the peers for people: the roster's word, what is known of them, and what travels. All see the same, so a reading
/// is shared.
/// </summary>
internal sealed class PeerViews(
    NpgsqlDataSource source,
    TrustStore trust,
    PeerMonitor monitor,
    PeerHeartbeats heartbeats,
    NodeIdentity node,
    Wake wake,
    TimeProvider time,
    ILogger<PeerViews> log)
{
    private readonly SharedReads<string, ListPeersResponse> reads = new(wake, WakeTopics.Peers);

    private const string LanesSql =
        """
        select peer, lane, max(sent), max(receipted), max(received), max(stop_reason), max(attempts), max(next_attempt),
            max(queued), min(oldest)
        from (
            select peer, lane, sequence as sent, receipted_sequence as receipted, 0 as received, stop_reason, attempts,
                next_attempt, 0 as queued, null::timestamptz as oldest
            from node.outgoing_lane
            union all
            select peer, lane, 0, 0, sequence, stop_reason, 0, null, 0, null from node.incoming_lane
            union all
            select peer, lane, 0, 0, 0, null, 0, null, count(*), min(due_at) from node.due
            where kind = 'deliver' and peer is not null and lane is not null group by peer, lane
        ) l
        group by peer, lane
        """;

    /// <summary>All members but this one, by country. The answer is shared: don't change it.</summary>
    /// <exception cref="RefusalException">The store is away.</exception>
    public Task<ListPeersResponse> AllAsync(CancellationToken cancellation) => reads.ReadAsync("", ReadAsync, cancellation);

    /// <summary>One member with its last 24 hours of heartbeats; null where the name is no other member's.</summary>
    /// <exception cref="RefusalException">The store is away.</exception>
    public async Task<Peer?> FindAsync(string name, CancellationToken cancellation)
    {
        if ((await AllAsync(cancellation)).Peers.FirstOrDefault(peer => peer.Name == name) is not { } shared)
            return null;
        var peer = shared.Clone();
        try
        {
            peer.HeartbeatHours.Add(await heartbeats.ReadAsync(peer.Country, time.GetUtcNow(), cancellation));
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
        {
            throw StoreFaults.Unavailable(fault, log);
        }

        return peer;
    }

    private async Task<ListPeersResponse> ReadAsync(string all)
    {
        try
        {
            return await ReadAsync(CancellationToken.None);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
        {
            throw StoreFaults.Unavailable(fault, log);
        }
    }

    private async Task<ListPeersResponse> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var states = await PeerStates.AllAsync(connection, cancellation);
        var lanes = await LanesAsync(connection, cancellation);
        var suspensions = await SuspensionTable.AllAsync(connection, cancellation);
        var restores = (await RestoreTable.AllAsync(connection, cancellation)).ToDictionary(restore => restore.Country, StringComparer.Ordinal);
        var forks = await ForkTable.AllAsync(connection, cancellation);
        var forksLeftOut = await ForkTable.LeftOutAsync(connection, cancellation);
        var others = trust.Last.Members.Values.Where(member => member.Country != node.Country);
        return new ListPeersResponse
        {
            Peers =
            {
                others
                    .Select(member => Draw(member, states.GetValueOrDefault(member.Country), lanes, suspensions.GetValueOrDefault(member.Country)))
                    .Select(peer => Add(peer, restores.GetValueOrDefault(peer.Country), forks[peer.Country], forksLeftOut.GetValueOrDefault(peer.Country))),
            },
        };
    }

    /// <summary>The resource name of a peer.</summary>
    public static string NameOf(NodeIdentity node, string country) => $"nodes/{node.CountryPath}/peers/{country.ToLowerInvariant()}";

    /// <summary>The refusal where a name is no peer's.</summary>
    public static RefusalException Unknown(string name) => new(Refusal
        .Of(RefusalKind.NotFound, RefusalReasons.PeerUnknown, "No such peer. See `cn peer list`.")
        .With("name", name.Length <= NameCharactersMax ? name : ""));

    private const int NameCharactersMax = 100;

    private static Peer Add(Peer peer, PeerRestore? restore, IEnumerable<ForkProof> forks, long forksLeftOut)
    {
        peer.Restore = restore;
        peer.ForkLeftOutCount = forksLeftOut;
        peer.Forks.Add(forks);
        return peer;
    }

    private Peer Draw(
        TrustedMember member, PeerState? state, IReadOnlyDictionary<(string, Lane), PeerLane> lanes, PeerSuspension? suspension)
    {
        var offset = state?.ClockOffset ?? TimeSpan.Zero;
        var peer = new Peer
        {
            Name = NameOf(node, member.Country),
            Country = member.Country,
            DisplayName = member.Entry.DisplayName,
            Membership = MembershipOf(member),
            Reachability = ReachabilityOf(state),
            ContactTime = state?.ContactTime is { } contact ? Timestamp.FromDateTimeOffset(contact) : null,
            ClockOffsetMilliseconds = (long)offset.TotalMilliseconds,
            IsClockDisputed = offset.Duration() > GreetingLimits.ClockAlarm,
            RosterVersion = state?.RosterVersion ?? 0,
            KeySetVersion = (long)(member.Keys?.Version ?? 0),
            CertificateExpireTime = state?.CertificateExpireTime is { } end ? Timestamp.FromDateTimeOffset(end) : null,
            CallPhone = monitor.DeskPhone(member.Country) ?? "",
            Trouble = state?.Refusal ?? "",
            Endpoint = member.Keys?.Endpoints.FirstOrDefault()?.GetLeftPart(UriPartial.Authority) ?? "",
            Suspension = suspension,
            MissedHeartbeatCount = state?.MissedHeartbeats ?? 0,
        };
        peer.Features.Add(state?.Features.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>());
        peer.Lanes.Add(PeerLanes.All.Select(lane =>
            lanes.GetValueOrDefault((member.Country, lane)) ?? new PeerLane { Lane = lane.Code() }));
        return peer;
    }

    private PeerReachability ReachabilityOf(PeerState? state) => state?.Refusal is { } refusal && IsRefusal(refusal)
        ? PeerReachability.Refusing
        : monitor.IsReachable(state) switch
        {
            true => PeerReachability.Reachable,
            false => PeerReachability.Unreachable,
            null => PeerReachability.Unspecified,
        };

    /// <summary>Tells a peer that says no from one that says nothing.</summary>
    private static bool IsRefusal(string trouble) =>
        trouble is RefusalReasons.MemberSuspended
        or RefusalReasons.PeerSuspended
        or RefusalReasons.MemberWithdrawn
        or RefusalReasons.WrongRealm;

    private static PeerMembership MembershipOf(TrustedMember member) => member.State switch
    {
        Federation.V1.MemberState.Active => PeerMembership.Active,
        Federation.V1.MemberState.Withdrawn => PeerMembership.Withdrawn,
        _ => PeerMembership.Suspended,
    };

    private static async Task<Dictionary<(string, Lane), PeerLane>> LanesAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        var lanes = new Dictionary<(string, Lane), PeerLane>();
        await using var command = new NpgsqlCommand(LanesSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var lane = (Lane)reader.GetInt16(1);
            lanes[(reader.GetString(0), lane)] = new PeerLane
            {
                Lane = lane.Code(),
                SentSequence = reader.GetInt64(2),
                ReceiptedSequence = reader.GetInt64(3),
                ReceivedSequence = reader.GetInt64(4),
                StopReason = reader.IsDBNull(5) ? "" : reader.GetString(5),
                FailedAttemptCount = reader.GetInt32(6),
                NextAttemptTime = Time(reader, 7),
                QueuedCount = reader.GetInt64(8),
                OldestQueueTime = Time(reader, 9),
            };
        }

        return lanes;
    }

    private static Timestamp? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column)
        ? null
        : Timestamp.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(column));
}
