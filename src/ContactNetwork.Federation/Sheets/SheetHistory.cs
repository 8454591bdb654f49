using System.Collections.Immutable;

namespace ContactNetwork.Federation.Sheets;

/// <summary>What is held of one country, as far as judging needs it. Immutable.</summary>
/// <param name="Digests">The digests of all versions, from 1.</param>
/// <param name="Newest">The newest version.</param>
public sealed record SheetHistory(ImmutableArray<Digest> Digests, ReadSheet Newest)
{
    /// <summary>The newest version's number.</summary>
    public ulong Version => (ulong)Digests.Length;

    /// <summary>The digest of a version that is held.</summary>
    public Digest DigestOf(ulong version) => Digests[(int)(version - 1)];

    /// <summary>What is held once these are added.</summary>
    public static SheetHistory After(SheetHistory? held, ImmutableArray<ReadSheet> added) =>
        new([.. held?.Digests ?? [], .. added.Select(sheet => sheet.Digest)], added[^1]);
}
