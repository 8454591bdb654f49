using System.Collections.Concurrent;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>Which lanes this process lets rest, and until when. Word from the peer ends its lanes' rest early.</summary>
internal sealed class Rests
{
    private readonly ConcurrentDictionary<string, Rest> rests = new(StringComparer.Ordinal);

    /// <summary>Lets a group rest.</summary>
    public void Put(string group, string peer, DateTimeOffset now, DateTimeOffset until) =>
        rests[group] = new Rest(peer, now, until);

    /// <summary>The group goes.</summary>
    public void Clear(string group) => rests[group] = new Rest("", DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>Whether this process has worked in the group before.</summary>
    public bool Knows(string group) => rests.ContainsKey(group);

    /// <summary>Whether a group rests now.</summary>
    public bool IsResting(string group, DateTimeOffset now) => rests.TryGetValue(group, out var rest) && rest.Covers(now);

    /// <summary>The groups that rest now.</summary>
    public IEnumerable<string> Current(DateTimeOffset now) =>
        rests.Where(rest => rest.Value.Covers(now)).Select(rest => rest.Key);

    /// <summary>Ends the rest of a peer's lanes, but not sooner than the least pause after the last try.</summary>
    /// <returns>Whether any lane may be tried sooner now.</returns>
    public bool Cut(string peer)
    {
        var isAny = false;
        foreach (var (group, rest) in rests)
        {
            if (rest.Peer != peer || rest.Until <= rest.Since + RetryPace.Min)
                continue;
            isAny |= rests.TryUpdate(group, rest with { Until = rest.Since + RetryPace.Min }, rest);
        }

        return isAny;
    }

    private sealed record Rest(string Peer, DateTimeOffset Since, DateTimeOffset Until)
    {
        /// <summary>A clock that was set back must not make a rest longer.</summary>
        public bool Covers(DateTimeOffset now) => now >= Since && now < Until;
    }
}
