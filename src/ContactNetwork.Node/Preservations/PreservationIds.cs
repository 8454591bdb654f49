using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Node.Preservations;

/// <summary>The ids of received requests: derived from who asks and the reference number, so that two messages about one request can't make two.</summary>
internal static class PreservationIds
{
    private const int GuidBytes = 16;

    /// <summary>The id of a request that another country filed here.</summary>
    public static Guid OfReceived(string originCountry, string reference) => Derive("received", originCountry, reference);

    /// <summary>The id of a request of this country's own that was lost with the store and restored from its own message.</summary>
    public static Guid OfRestored(string requestedCountry, string reference) => Derive("restored", requestedCountry, reference);

    /// <summary>The id under which a message about a request that is not known here is kept.</summary>
    public static Guid OfUnknown(string senderCountry, string reference) => Derive("unknown", senderCountry, reference);

    /// <summary>A UUID of version 8 (RFC 9562) from a hash.</summary>
    private static Guid Derive(string kind, string country, string reference)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"contactnetwork/preservation/{kind}/{country}/{reference}"));
        var bytes = hash.AsSpan(0, GuidBytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
