namespace ContactNetwork.Client;

/// <summary>Remembers which versions were shown. When it is full it forgets all: showing twice is allowed, missing is not.</summary>
internal sealed class ShownVersions
{
    private const int NamesMax = 50_000;
    private readonly Dictionary<string, long> _versions = [];

    public bool IsNew((string Name, long Version) change)
    {
        if (_versions.TryGetValue(change.Name, out long shown) && shown >= change.Version) return false;
        if (_versions.Count >= NamesMax) _versions.Clear();
        _versions[change.Name] = change.Version;
        return true;
    }
}
