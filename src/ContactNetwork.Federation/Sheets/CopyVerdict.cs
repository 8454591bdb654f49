namespace ContactNetwork.Federation.Sheets;

/// <summary>What verifying a copy of the directory showed.</summary>
public abstract record CopyVerdict
{
    private CopyVerdict()
    {
    }

    /// <summary>It is whole and proven.</summary>
    /// <param name="Copy">The copy.</param>
    public sealed record Accepted(DirectoryCopy Copy) : CopyVerdict;

    /// <summary>It is refused as a whole.</summary>
    /// <param name="Fault">The kind of reason.</param>
    /// <param name="Detail">A sentence for people.</param>
    public sealed record Refused(CopyFault Fault, string Detail) : CopyVerdict;
}

/// <summary>Why a copy of the directory is refused.</summary>
public enum CopyFault
{
    /// <summary>A part can't be read, or stands in the wrong place.</summary>
    Malformed = 1,

    /// <summary>Its first roster is not the one that the anchor names.</summary>
    Anchor = 2,

    /// <summary>A roster, key set or notice does not follow or is not rightly signed.</summary>
    Trust = 3,

    /// <summary>Its manifest is not signed by a key that its maker's node may use.</summary>
    Manifest = 4,

    /// <summary>Something that the manifest vouches for is missing, or something that it does not name is there.</summary>
    Incomplete = 5,

    /// <summary>A sheet is not rightly signed or does not follow.</summary>
    Sheet = 6,
}
