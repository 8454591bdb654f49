using Google.Protobuf;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>Message ids on the wire: a UUID in network byte order.</summary>
public static class MessageIds
{
    /// <summary>Writes an id as 16 bytes.</summary>
    public static ByteString ToBytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    /// <summary>Reads an id; null unless there are 16 bytes that are not all zero.</summary>
    public static Guid? Read(ByteString bytes) =>
        bytes.Length == DispatchLimits.MessageIdBytes && new Guid(bytes.Span, bigEndian: true) is var id && id != Guid.Empty
            ? id
            : null;
}
