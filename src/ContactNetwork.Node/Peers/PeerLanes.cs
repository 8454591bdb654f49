using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.Peers;

/// <summary>Lanes, as the wire and this node name them: the numbers are the same.</summary>
internal static class PeerLanes
{
    /// <summary>All lanes, the most urgent first.</summary>
    public static readonly Lane[] All = [Lane.Urgent, Lane.Routine, Lane.Bulk];

    /// <summary>The lane as the wire has it.</summary>
    public static Federation.V1.Lane ToWire(this Lane lane) => (Federation.V1.Lane)(int)lane;

    /// <summary>The lane as this node has it.</summary>
    public static Lane FromWire(this Federation.V1.Lane lane) => (Lane)(int)lane;

    /// <summary>The lane as people read it.</summary>
    public static string Code(this Lane lane) => lane.ToString().ToUpperInvariant();

    /// <summary>How urgent trouble in a lane is: what can't be read may be an emergency.</summary>
    public static Urgency TroubleUrgency(this Lane lane) => lane == Lane.Urgent ? Urgency.Emergency : Urgency.Routine;

    /// <summary>Names a lane where alerts need an id: always the same for the same lane.</summary>
    public static Guid SubjectOf(string peer, Lane lane)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.ASCII.GetBytes($"lane/{peer}/{(int)lane}"), digest);
        // The bits of a UUID of version 8: made by a rule of ours.
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
