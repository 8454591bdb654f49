using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Makes the sheet that follows.</summary>
public static class SheetDrafts
{
    /// <summary>The same content as the next version, which confirms it.</summary>
    public static Sheet Next(ReadSheet current, DateTimeOffset now) => Follow(current.Document.Clone(), current, now);

    /// <summary>Makes a content the version that follows; the first where there is none yet.</summary>
    /// <param name="content">The content; changed.</param>
    /// <param name="current">The version in force; null for none.</param>
    /// <param name="now">When it is made.</param>
    public static Sheet Follow(Sheet content, ReadSheet? current, DateTimeOffset now)
    {
        content.Version = (current?.Version ?? 0) + 1;
        content.PreviousDigest = current?.Digest.Bytes ?? ByteString.Empty;
        content.CreateTime = Timestamp.FromDateTimeOffset(now);
        return content;
    }
}
