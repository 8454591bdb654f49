using ContactNetwork.Client;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>A copy as bytes: a line that says what it is, then each part with its length before it.</summary>
internal static class CopyFile
{
    private static readonly byte[] Head = "contact-network directory copy 1\n"u8.ToArray();

    /// <summary>Bytes of a file at most: the parts, with their lengths.</summary>
    public const int BytesMax = DirectoryCopyFetch.BytesMax + (16 * DirectoryCopyFetch.PartsMax);

    public static byte[] Write(IEnumerable<GetDirectoryCopyResponse> parts)
    {
        using var stream = new MemoryStream();
        stream.Write(Head);
        foreach (GetDirectoryCopyResponse part in parts) part.WriteDelimitedTo(stream);
        return stream.ToArray();
    }

    /// <summary>The parts; null where the bytes are no copy, or break off.</summary>
    public static IReadOnlyList<GetDirectoryCopyResponse>? Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Head)) return null;
        using var stream = new MemoryStream(bytes, Head.Length, bytes.Length - Head.Length, writable: false);
        List<GetDirectoryCopyResponse> parts = [];
        try
        {
            while (stream.Position < stream.Length)
            {
                if (parts.Count >= DirectoryCopyFetch.PartsMax) return null;
                parts.Add(GetDirectoryCopyResponse.Parser.ParseDelimitedFrom(stream));
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        return parts;
    }
}
