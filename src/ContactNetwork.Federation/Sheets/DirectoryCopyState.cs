using System.Security.Cryptography;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Sheets;

/// <summary>
/// The digest of everything that a copy of the directory says, but for when it was made: it tells a node whether a copy is
/// still the newest, and a reader whether a roster, key set or notice was taken out of it.
/// </summary>
public static class DirectoryCopyState
{
    /// <summary>The digest: sheets and contacts, the newest roster, each member's newest key set, the notices.</summary>
    /// <param name="manifest">Lists sheets and contacts.</param>
    /// <param name="trust">Holds roster and key sets.</param>
    /// <param name="notices">The notices in force.</param>
    public static ByteString DigestOf(DirectoryManifest manifest, TrustSnapshot trust, IEnumerable<Envelope> notices)
    {
        var said = new DirectoryManifest { Sheets = { manifest.Sheets }, Contacts = { manifest.Contacts } };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(said.ToByteArray());
        hash.AppendData(trust.RosterVersion()?.ToByteArray() ?? []);
        foreach (DocumentVersion version in trust.KeySetVersions)
            hash.AppendData(version.ToByteArray());
        foreach (Digest notice in notices.Select(each => Digest.Of(each.Payload)).OrderBy(digest => digest.Hex, StringComparer.Ordinal))
            hash.AppendData(notice.Bytes.Span);
        return ByteString.CopyFrom(hash.GetHashAndReset());
    }
}
