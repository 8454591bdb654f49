using ContactNetwork.Federation.Dispatches;
using Google.Protobuf;

namespace ContactNetwork.Node.Peers;

/// <summary>How salt and body are laid out before they are sealed: one after the other.</summary>
internal static class StoredContent
{
    public static byte[] Join(ByteString salt, ByteString body) => [.. salt.Span, .. body.Span];

    public static DispatchContent Split(ReadOnlySpan<byte> content) => DispatchContent.Of(
        ByteString.CopyFrom(content[..DispatchLimits.SaltBytes]), ByteString.CopyFrom(content[DispatchLimits.SaltBytes..]));
}
