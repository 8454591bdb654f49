using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Peers;

/// <summary>Draws the heartbeats of the last 24 hours as a bar, one sign for each hour, the newest on the right.</summary>
internal static class HeartbeatScreen
{
    private const int Hours = 24;

    /// <summary>How many hours with trouble are told in words.</summary>
    private const int TroublesMax = 6;

    private const char AllPassed = '█';
    private const char MostPassed = '▆';
    private const char SomePassed = '▃';
    private const char NonePassed = '×';
    private const char NothingKnown = '·';
    private const double Most = 0.9;

    public static void Draw(Screen screen, Peer peer)
    {
        if (peer.HeartbeatHours.Count == 0) return;
        PeerHeartbeatHour newest = peer.HeartbeatHours[^1];
        long called = peer.HeartbeatHours.Sum(hour => (long)hour.CalledCount);
        long passed = peer.HeartbeatHours.Sum(hour => (long)hour.PassedCount);
        long received = peer.HeartbeatHours.Sum(hour => (long)hour.ReceivedCount);
        string style = passed == called ? Styles.Well : Styles.Waits;
        screen.Field("Heartbeats", $"{Bar(peer.HeartbeatHours)}  24 h, the last from {screen.Times.Short(newest.StartTime)} {screen.Times.Zone}", style);
        screen.Field("", $"{Number(passed)} of {Number(called)} passed; {Number(received)} came from it");
        if (newest.HasCertificateDaysLeft)
            screen.Field("", $"certificate: {Number(newest.CertificateDaysLeft)} day(s) left");
        if (peer.MissedHeartbeatCount > 0)
            screen.Field("", $"{Number(peer.MissedHeartbeatCount)} missed in a row", Styles.Wrong);
        foreach (PeerHeartbeatHour hour in peer.HeartbeatHours.Where(hour => hour.PassedCount < hour.CalledCount).TakeLast(TroublesMax))
            screen.Field("", $"{screen.Times.Short(hour.StartTime)}: {Trouble(hour)}", Styles.Waits);
    }

    /// <summary>The bar: the hours that are not named are unknown, as before the node first ran.</summary>
    internal static string Bar(IEnumerable<PeerHeartbeatHour> hours)
    {
        Dictionary<long, PeerHeartbeatHour> known = hours.ToDictionary(hour => hour.StartTime.Seconds / SecondsOfHour);
        long last = known.Keys.Max();
        return string.Concat(Enumerable.Range(0, Hours).Select(at => Sign(known.GetValueOrDefault(last - Hours + 1 + at))));
    }

    private const int SecondsOfHour = 3600;

    private static char Sign(PeerHeartbeatHour? hour) => hour switch
    {
        null or { CalledCount: 0 } => NothingKnown,
        { PassedCount: 0 } => NonePassed,
        _ when hour.PassedCount == hour.CalledCount => AllPassed,
        _ when hour.PassedCount >= Most * hour.CalledCount => MostPassed,
        _ => SomePassed,
    };

    private static string Trouble(PeerHeartbeatHour hour)
    {
        List<string> parts = [];
        if (hour.FailedCount > 0) parts.Add($"{Number(hour.FailedCount)} of {Number(hour.CalledCount)} failed");
        if (hour.LateCount > 0) parts.Add($"{Number(hour.LateCount)} late, the latest {Seconds(hour.RoundTripMaxMilliseconds)} s");
        if (hour.ClockOffCount > 0)
            parts.Add($"{Number(hour.ClockOffCount)} with the clock up to {Seconds(Math.Abs(hour.ClockOffsetMaxMilliseconds))} s off");
        return string.Join(", ", parts);
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
