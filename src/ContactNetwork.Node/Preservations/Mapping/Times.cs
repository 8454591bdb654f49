using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Preservations.Mapping;

/// <summary>Instants between the domain and protobuf.</summary>
internal static class Times
{
    /// <summary>To protobuf.</summary>
    public static Timestamp ToProto(this DateTimeOffset instant) => Timestamp.FromDateTimeOffset(instant);

    /// <summary>To protobuf; null stays null.</summary>
    public static Timestamp? ToProto(this DateTimeOffset? instant) => instant is { } known ? Timestamp.FromDateTimeOffset(known) : null;

    /// <summary>From protobuf; false where it is no instant between the years 1 and 9999.</summary>
    public static bool TryRead(this Timestamp stamp, out DateTimeOffset instant)
    {
        try
        {
            instant = stamp.ToDateTimeOffset();
            return true;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentOutOfRangeException)
        {
            instant = default;
            return false;
        }
    }

    /// <summary>From protobuf, or the stand-in where there is none or it is malformed.</summary>
    public static DateTimeOffset Or(this Timestamp? stamp, DateTimeOffset standIn) =>
        stamp is not null && stamp.TryRead(out var instant) ? instant : standIn;
}
