using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Suspensions;

/// <summary>The stream of a peer: what people decided about it.</summary>
internal static class PeerStreams
{
    /// <summary>It holds no case content, so nothing is sealed.</summary>
    public static StreamKind<PeerRecord, PeerCommand, PeerEvent> Peers { get; } = new()
    {
        Name = "peer",
        IsSealed = false,
        Decide = PeerDecider.Decide,
        Evolve = PeerDecider.Evolve,
        Due = PeerDecider.Due,
    };

    /// <summary>The id of a peer's stream: always the same for the same country.</summary>
    public static Guid IdOf(string country)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.ASCII.GetBytes($"contactnetwork/peer/{country}"), digest);
        // The bits of a UUID of version 8: made by a rule of ours.
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}

/// <summary>Shows Marten how a peer's facts fold.</summary>
internal sealed partial class PeerAggregation() : DeciderAggregation<PeerRecord, PeerEvent>(PeerDecider.Evolve);
