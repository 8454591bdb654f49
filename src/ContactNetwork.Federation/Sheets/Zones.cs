using System.Collections.Concurrent;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Finds IANA time zones in the system's tables.</summary>
public static class Zones
{
    // Names come from other countries: only those that exist are kept, so this can't grow without end.
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new(StringComparer.Ordinal);

    /// <summary>The zone; null where this system does not know it.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        if (Known.TryGetValue(name, out TimeZoneInfo? zone))
            return zone;
        if (name.Length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) || !zone.HasIanaId)
            return null;
        return Known.GetOrAdd(name, zone);
    }
}
