using System.Collections.Concurrent;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// Notes in this process when a peer called or answered. Whoever rests because the peer could not be reached tries again
/// at once: a peer that calls can probably be called.
/// </summary>
internal sealed class PeerContacts(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> last = new(StringComparer.Ordinal);

    /// <summary>Is called with the country, after it called us or answered. Must be quick.</summary>
    public event Action<string>? Heard;

    /// <summary>Asks for a talk with a country at once, e.g. because its keys may have changed.</summary>
    public event Action<string>? TalkWanted;

    /// <summary>Notes that a peer called.</summary>
    public void CameIn(string country)
    {
        last[country] = time.GetUtcNow();
        Heard?.Invoke(country);
    }

    /// <summary>Wants a talk at once.</summary>
    public void WantTalk(string country) => TalkWanted?.Invoke(country);

    /// <summary>When the peer was last heard of by this process; null when it was not.</summary>
    public DateTimeOffset? LastOf(string country) => last.TryGetValue(country, out var at) ? at : null;
}
