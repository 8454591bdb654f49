namespace ContactNetwork.Federation.Envelopes;

/// <summary>Bounds of an envelope; what is over a bound is refused before any key is tried.</summary>
public static class EnvelopeLimits
{
    /// <summary>Bytes of a payload: 1 MiB.</summary>
    public const int PayloadBytesMax = 1024 * 1024;

    /// <summary>Signatures on anything but a roster.</summary>
    public const int SignaturesMax = 4;

    /// <summary>Signatures on a roster: the thresholds of two sets of at most 15 authority keys.</summary>
    public const int RosterSignaturesMax = 30;

    /// <summary>Characters of a key's hint.</summary>
    public const int KeyIdCharactersMax = 128;
}
