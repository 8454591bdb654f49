using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation;

/// <summary>Reads times from messages of others, which may hold anything.</summary>
public static class Times
{
    private const long SecondsMin = -62_135_596_800;
    private const long SecondsMax = 253_402_300_799;
    private const int NanosMax = 999_999_999;

    /// <summary>The instant; null when it is missing or not an instant between the years 1 and 9999.</summary>
    public static DateTimeOffset? Read(Timestamp? time) =>
        time is { Seconds: >= SecondsMin and <= SecondsMax, Nanos: >= 0 and <= NanosMax } ? time.ToDateTimeOffset() : null;
}
