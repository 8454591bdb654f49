using System.Buffers.Binary;
using System.Buffers.Text;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations.Board;

/// <summary>Page tokens of the board: opaque to callers, a position inside.</summary>
internal static class PageTokens
{
    private const int TicksBytes = 8;
    private const int GuidBytes = 16;

    /// <summary>Writes a token; empty at the end.</summary>
    public static string Write(BoardPosition? position)
    {
        if (position is null)
            return "";
        Span<byte> bytes = stackalloc byte[TicksBytes + GuidBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.AddTime.UtcTicks);
        position.Id.TryWriteBytes(bytes[TicksBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token; null for the first page; refuses what is none.</summary>
    public static BoardPosition? Read(string token)
    {
        if (token.Length == 0)
            return null;
        Span<byte> bytes = stackalloc byte[TicksBytes + GuidBytes];
        // Decoding throws on other characters than base64url's, so these are looked for first.
        var isRead = Base64Url.IsValid(token, out var length) && length == bytes.Length
            && Base64Url.TryDecodeFromChars(token, bytes, out _);
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (!isRead || ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks)
            throw new RefusalException(Refusal.Malformed([new FieldViolation("page_token", "is not a token of this list; start without one")]));
        return new BoardPosition(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[TicksBytes..]));
    }
}
