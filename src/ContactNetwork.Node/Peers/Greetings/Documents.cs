using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// Compares which documents two pictures show. Nodes that have the same show them in the same order, and say Hello mostly when
/// nothing has changed: that is seen at a glance.
/// </summary>
internal static class Documents
{
    /// <summary>Whether both show the same versions in the same order.</summary>
    public static bool AreSame(IReadOnlyList<DocumentVersion> theirs, IReadOnlyList<DocumentVersion> ours)
    {
        if (theirs.Count != ours.Count)
            return false;
        for (var index = 0; index < theirs.Count; index++)
        {
            if (theirs[index].Version != ours[index].Version || theirs[index].Country != ours[index].Country)
                return false;
        }

        return true;
    }

    /// <summary>Whether they show a version that is newer than ours, or of a country that we show nothing of.</summary>
    public static bool IsAnyNewer(IReadOnlyList<DocumentVersion> theirs, IReadOnlyList<DocumentVersion> ours)
    {
        if (AreSame(theirs, ours))
            return false;
        var held = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var version in ours)
            held[version.Country] = version.Version;
        return theirs.Any(version => version.Version > held.GetValueOrDefault(version.Country));
    }
}
