namespace ContactNetwork.Federation.Dispatches;

/// <summary>Bounds of dispatches.</summary>
public static class DispatchLimits
{
    /// <summary>Dispatches of one delivery.</summary>
    public const int BatchCountMax = 64;

    /// <summary>Bytes of one delivery's dispatches together: 1 MiB.</summary>
    public const int BatchBytesMax = 1024 * 1024;

    /// <summary>Bytes of a body: 512 KiB.</summary>
    public const int BodyBytesMax = 512 * 1024;

    /// <summary>Bytes of a skeleton's payload.</summary>
    public const int SkeletonBytesMax = 8 * 1024;

    /// <summary>Bytes of a receipt's payload.</summary>
    public const int ReceiptBytesMax = 8 * 1024;

    /// <summary>Bytes of a message id.</summary>
    public const int MessageIdBytes = 16;

    /// <summary>Bytes of a body's salt.</summary>
    public const int SaltBytes = 32;

    /// <summary>Characters of a case's reference number.</summary>
    public const int CaseReferenceCharactersMax = 32;

    /// <summary>Features that a dispatch demands.</summary>
    public const int MustUnderstandMax = 16;

    /// <summary>Features that a node announces.</summary>
    public const int FeaturesMax = 64;

    /// <summary>Characters of a feature's name.</summary>
    public const int FeatureCharactersMax = 64;
}
