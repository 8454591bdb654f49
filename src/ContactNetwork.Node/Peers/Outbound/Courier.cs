using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Greetings;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// Delivers what streams owe to other nations, lane by lane: each lane has one lease, one chain, one connection and one
/// call in flight. A lane that can't go on rests; word from its peer, or the end of the rest, sets it going again.
/// </summary>
internal sealed class Courier : Clerk, IDisposable
{
    private const int GroupParts = 3;

    private readonly CourierTools tools;
    private readonly PeerContacts contacts;
    private readonly Rests rests = new();
    private readonly ConcurrentDictionary<string, BatchSize> sizes = new(StringComparer.Ordinal);

    public Courier(ClerkTools clerk, CourierTools tools, PeerContacts contacts)
        : base(clerk, tools.Log)
    {
        (this.tools, this.contacts) = (tools, contacts);
        contacts.Heard += OnHeard;
    }

    public override string Name => "courier";

    public override ImmutableArray<string> Kinds { get; } = [DueKinds.Deliver];

    public override void Dispose()
    {
        contacts.Heard -= OnHeard;
        base.Dispose();
    }

    /// <summary>Not a lane that rests.</summary>
    protected override bool MayBegin(string group) => !rests.IsResting(group, tools.Clock.Now);

    /// <summary>Lanes with due work, and lanes whose dispatches wait for an answer though nothing is due any more.</summary>
    protected override async Task<IReadOnlyList<(string Group, Urgency Urgency)>> FindGroupsAsync(
        DateTimeOffset now, IReadOnlyCollection<string> except, CancellationToken cancellation)
    {
        HashSet<string> busy = [.. except, .. rests.Current(now)];
        var groups = (await Tools.Due.GroupsAsync(DueGroups.Lanes, now, busy, cancellation)).ToList();
        await using var connection = await tools.Source.OpenConnectionAsync(cancellation);
        foreach (var (peer, lane) in await OutgoingLanes.PendingAsync(connection, cancellation))
        {
            var group = DueGroups.OfLane(peer, lane);
            if (!busy.Contains(group) && groups.TrueForAll(known => known.Group != group))
                groups.Add((group, lane == Lane.Urgent ? Urgency.Urgent : Urgency.Routine));
        }

        return groups;
    }

    protected override async Task WorkAsync(string group, Lease lease, CancellationToken cancellation)
    {
        var parts = group.Split('/');
        if (parts.Length != GroupParts)
            throw new ArgumentException($"A courier's group is deliver/peer/lane, not {group}.", nameof(group));
        var peer = parts[1];
        var lane = (Lane)int.Parse(parts[2], CultureInfo.InvariantCulture);
        var startedAt = tools.Clock.Now;
        var size = sizes.GetOrAdd(group, _ => new BatchSize());
        var rest = await new LaneRun(tools, peer, lane, lease, size, !rests.Knows(group)).RunAsync(cancellation);
        if (rest is { } pause)
            rests.Put(group, peer, tools.Clock.Now > startedAt ? tools.Clock.Now : startedAt, tools.Clock.Now + pause);
        else
            rests.Clear(group);
    }

    private void OnHeard(string peer)
    {
        if (rests.Cut(peer))
            Tools.Wake.SignalLocally(WakeTopics.Due);
    }
}
