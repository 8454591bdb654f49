using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Channels;

/// <summary>
/// Our connections to peers, one for each use (a lane, or "hello"), so that one never delays another. Safe for threads.
/// </summary>
public sealed class PeerChannels(IPeerTrust trust, INodeCredentials credentials, HandshakeJournal journal, TimeProvider time)
    : IDisposable
{
    /// <summary>
    /// The use in which a call is made again and again, so that its connection needs no probes: a call that is not answered
    /// says the same. In a large network probes would cost more than the calls.
    /// </summary>
    public const string Hello = "hello";

    private readonly Lock gate = new();
    private readonly Dictionary<(string Country, string Use), PeerChannel> channels = [];
    private readonly List<Retired> retired = [];
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
                bool isTrusted = held.IsTrusted(trust.Current, time.GetUtcNow());
                if (isTrusted && held.IsCurrent(member!, current))
                    return held.Use(time.GetTimestamp());
                channels.Remove((country, use));
                if (isTrusted)
                    Retire(held);
                else
                    held.Dispose();
            }

            if (member is { IsSuspendedHere: true } || member?.Keys is not { Endpoints.Length: > 0 } keys)
                return null;
            Uri endpoint = keys.Endpoints[preferences.GetValueOrDefault(country) % keys.Endpoints.Length];
            var opened = new PeerChannel(member, endpoint, isProbed: use != Hello, current, trust, journal, time);
            return channels[(country, use)] = opened.Use(time.GetTimestamp());
        }
    }

    /// <summary>
    /// Says that a peer could not be reached this way: the next <see cref="Open"/> makes a new connection, to its next
    /// endpoint where it has several.
    /// </summary>
    public void Failed(PeerChannel channel, string country, string use)
    {
        lock (gate)
        {
            if (!channels.TryGetValue((country, use), out PeerChannel? held) || !ReferenceEquals(held, channel))
                return;
            if (trust.Current?.FindMember(country)?.Keys is { Endpoints.Length: > 1 } keys)
                preferences[country] = (keys.Endpoints.IndexOf(channel.Endpoint) + 1) % keys.Endpoints.Length;
            channels.Remove((country, use));
            held.Dispose();
        }
    }

    /// <summary>
    /// Closes the channels to whom the trust of the moment does not allow, those that were replaced a while ago, and those
    /// that were not used lately. Call it after a change and every few seconds.
    /// </summary>
    public void Review()
    {
        TrustSnapshot? current = trust.Current;
        DateTimeOffset now = time.GetUtcNow();
        lock (gate)
        {
            foreach (((string country, string use), PeerChannel channel) in channels.ToArray())
            {
                bool isTrusted = channel.IsTrusted(current, now);
                if (isTrusted && time.GetElapsedTime(channel.UsedAt) < ChannelLimits.IdleMax)
                    continue;
                channels.Remove((country, use));
                if (isTrusted)
                    Retire(channel);
                else
                    channel.Dispose();
            }

            foreach (Retired old in retired.ToArray())
            {
                if (old.Channel.IsTrusted(current, now) && time.GetElapsedTime(old.Since) < ChannelLimits.RetiredMax)
                    continue;
                retired.Remove(old);
                old.Channel.Dispose();
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
            foreach (Retired old in retired)
                old.Channel.Dispose();
            retired.Clear();
        }
    }

    // Our own certificate was renewed, the endpoint moved, or it was not used lately: new calls go elsewhere, those in
    // flight end in peace.
    private void Retire(PeerChannel channel) => retired.Add(new(channel, time.GetTimestamp()));

    private sealed record Retired(PeerChannel Channel, long Since);
}
