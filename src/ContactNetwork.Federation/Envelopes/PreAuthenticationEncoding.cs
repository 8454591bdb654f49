using System.Globalization;
using System.Text;

namespace ContactNetwork.Federation.Envelopes;

/// <summary>DSSE's pre-authentication encoding: the text that is signed.</summary>
public static class PreAuthenticationEncoding
{
    /// <summary>
    /// Encodes <c>"DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload</c>; lengths are decimal numbers of bytes.
    /// </summary>
    /// <param name="payloadType">The type, encoded as UTF-8.</param>
    /// <param name="payload">The exact bytes of the payload.</param>
    public static byte[] Encode(string payloadType, ReadOnlySpan<byte> payload)
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} ");
        int headLength = Encoding.UTF8.GetByteCount(head);
        byte[] encoded = new byte[headLength + payload.Length];
        Encoding.UTF8.GetBytes(head, encoded);
        payload.CopyTo(encoded.AsSpan(headLength));
        return encoded;
    }
}
