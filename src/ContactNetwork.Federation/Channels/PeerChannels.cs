using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Channels;

/// <summary>
/// Our connections to peers, one for each use (a lane, or "hello"), so that one never delays another. Safe for threads.
/// </summary>
public sealed class PeerChannels(IPeerTrust trust, INodeCredentials credentials, HandshakeJournal journal, TimeProvider time)
    : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Country, string Use), PeerChannel> channels = [];
    private readonly Dictionary<string, int> preferences = new(StringComparer.Ordinal);

    /// <summary>
    /// The channel to a peer for one use; made when there is none that fits the trust and credentials of the moment.
    /// </summary>
    /// <returns>Null when the peer is no member, has no key set or no endpoint, is suspended here, or our trust is unconfirmed.</returns>
    public PeerChannel? Open(string country, string use)
    {
        TrustedMember? member = trust.Current?.FindMember(country);
        NodeCredentials current = credentials.Current;
        lock (gate)
        {
            if (channels.TryGetValue((country, use), out PeerChannel? held))
            {
                if (held.Fits(member, current))
                    return held;
                held.Dispose();
                channels.Remove((country, use));
            }

            if (member is { IsSuspendedHere: true } || member?.Keys is not { Endpoints.Length: > 0 } keys)
                return null;
            Uri endpoint = keys.Endpoints[preferences.GetValueOrDefault(country) % keys.Endpoints.Length];
            return channels[(country, use)] = new PeerChannel(member, endpoint, current, trust, journal, time);
        }
    }

    /// <summary>Says that a peer could not be reached this way: the next <see cref="Open"/> takes its next endpoint.</summary>
    public void Failed(PeerChannel channel, string country, string use)
    {
        lock (gate)
        {
            if (!channels.TryGetValue((country, use), out PeerChannel? held) || !ReferenceEquals(held, channel))
                return;
            if (trust.Current?.FindMember(country)?.Keys is not { Endpoints.Length: > 1 } keys)
                return;
            preferences[country] = (keys.Endpoints.IndexOf(channel.Endpoint) + 1) % keys.Endpoints.Length;
            channels.Remove((country, use));
            held.Dispose();
        }
    }

    /// <summary>Closes the channels that don't fit the trust and credentials of the moment. Call it after a change.</summary>
    public void Review()
    {
        TrustSnapshot? current = trust.Current;
        lock (gate)
        {
            foreach (((string country, string use), PeerChannel channel) in channels.ToArray())
            {
                if (channel.Fits(current?.FindMember(country), credentials.Current))
                    continue;
                channels.Remove((country, use));
                channel.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (PeerChannel channel in channels.Values)
                channel.Dispose();
            channels.Clear();
        }
    }
}
