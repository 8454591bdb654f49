using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>
/// What of a sheet needs directory keys to change: every channel and every key, whose they are and in which order. Fields
/// that this node doesn't know count too, because the signed messages are compared.
/// </summary>
public static class SheetReach
{
    /// <summary>Tells whether a sheet changes channels or keys against the one before; the first always does.</summary>
    /// <param name="before">The version before; null for the first.</param>
    /// <param name="after">The new version.</param>
    public static bool IsChanged(Sheet? before, Sheet after)
    {
        if (before is null || !before.Keys.Equals(after.Keys) || before.ContactPoints.Count != after.ContactPoints.Count)
            return true;
        Dictionary<string, ContactPoint> known = before.ContactPoints.ToDictionary(point => point.Id, StringComparer.Ordinal);
        return after.ContactPoints.Any(point =>
            !known.TryGetValue(point.Id, out ContactPoint? earlier)
            || !earlier.Channels.Equals(point.Channels)
            || !earlier.Keys.Equals(point.Keys));
    }
}
