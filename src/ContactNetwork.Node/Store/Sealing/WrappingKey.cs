using System.Security.Cryptography;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// The key that wraps the cases' keys. It is kept outside PostgreSQL, so that a dump of the database alone opens nothing:
/// a file of 32 bytes in the data folder, readable by its owner only, made on the first start. Losing it loses all content.
/// </summary>
internal sealed class WrappingKey
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "case-wrapping.key";

    private readonly CaseKey key;

    private WrappingKey(byte[] bytes)
    {
        key = new CaseKey(bytes);
        Id = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
    }

    /// <summary>Tells wrapping keys apart; stored beside each wrapped key.</summary>
    public string Id { get; }

    /// <summary>Wraps a case's key.</summary>
    public byte[] Wrap(Guid caseId, CaseKey caseKey) => key.Seal(caseId, SealedUse.Key, caseKey.Bytes.Span);

    /// <summary>Unwraps a case's key.</summary>
    public CaseKey Unwrap(Guid caseId, ReadOnlySpan<byte> wrapped) => new(key.Open(caseId, SealedUse.Key, wrapped));

    /// <summary>Reads the key, or makes it where there is none.</summary>
    public static WrappingKey Open(string folder) => new(SecretFile.Open(folder, FileName));
}
