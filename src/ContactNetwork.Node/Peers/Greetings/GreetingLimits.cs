namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>Bounds of Hello.</summary>
internal static class GreetingLimits
{
    /// <summary>The shortest pause between two talks with a peer.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two talks with a peer; with the time that one takes, they are at most 20 s apart.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(18);

    /// <summary>With more peers than these, pauses grow in proportion: the node's own cost stays the same.</summary>
    public const int PeersAtFullPace = 50;

    /// <summary>How many times longer pauses may become: talks begin less than 60 s apart, as heartbeats must.</summary>
    public const double StretchMax = 3;

    /// <summary>Into so many parts replicas of a node divide the peers.</summary>
    public const int Shares = 4;

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

    /// <summary>A pause between two talks with a peer, in a network of so many peers; no two nodes keep step.</summary>
    public static TimeSpan Pause(int peers) =>
        (PauseMin + ((PauseMax - PauseMin) * Random.Shared.NextDouble())) * Math.Clamp((double)peers / PeersAtFullPace, 1, StretchMax);

    /// <summary>The part that a country belongs to.</summary>
    public static int ShareOf(string country) => country.Sum(letter => letter) % Shares;
}
