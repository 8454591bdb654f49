namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>Bounds of Hello.</summary>
internal static class GreetingLimits
{
    /// <summary>The shortest pause between two talks with a peer.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two talks with a peer; with the time that one takes, they are at most 20 s apart.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(18);

    /// <summary>How long a talk may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Rosters in an answer.</summary>
    public const int RostersMax = 16;

    /// <summary>Key sets in an answer.</summary>
    public const int KeySetsMax = 64;

    /// <summary>Notices in one message.</summary>
    public const int NoticesMax = 16;

    /// <summary>Bytes of rosters and key sets in an answer.</summary>
    public const int DocumentBytesMax = 512 * 1024;

    /// <summary>Late receipts, and confirmations of them, in one message.</summary>
    public const int LateReceiptsMax = 64;

    /// <summary>Key sets that a picture names.</summary>
    public const int KeySetVersionsMax = 400;

    /// <summary>Sheets of the directory that a picture names.</summary>
    public const int SheetVersionsMax = 400;

    /// <summary>Sheets in an answer.</summary>
    public const int SheetsMax = 256;

    /// <summary>Bytes of sheets in an answer; with the other documents they fit into one message.</summary>
    public const int SheetBytesMax = 384 * 1024;

    /// <summary>Characters of a software version.</summary>
    public const int SoftwareVersionCharactersMax = 50;

    /// <summary>Silence after which a peer counts as unreachable.</summary>
    public static readonly TimeSpan UnreachableAfter = TimeSpan.FromSeconds(60);

    /// <summary>The difference of clocks that is shown.</summary>
    public static readonly TimeSpan ClockWarn = TimeSpan.FromSeconds(30);

    /// <summary>The difference of clocks that raises an alarm.</summary>
    public static readonly TimeSpan ClockAlarm = TimeSpan.FromMinutes(5);
}
