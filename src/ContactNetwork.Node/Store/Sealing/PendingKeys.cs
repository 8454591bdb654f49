namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// Keys that a session has made and not yet committed. They belong to its flow alone: were they shared, a session that
/// loses a race would leave a key behind that the store never had.
/// </summary>
internal sealed class PendingKeys
{
    private static readonly AsyncLocal<PendingKeys?> Flow = new();

    private readonly Dictionary<Guid, CaseKey> keys = [];

    /// <summary>Those of the session in whose flow this runs; null outside of one.</summary>
    public static PendingKeys? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyDictionary<Guid, CaseKey> All => keys;

    /// <summary>Adds a new key.</summary>
    public void Add(Guid caseId, CaseKey key) => keys.Add(caseId, key);

    /// <summary>Finds one.</summary>
    public bool TryGet(Guid caseId, out CaseKey? key)
    {
        var isFound = keys.TryGetValue(caseId, out var found);
        key = found;
        return isFound;
    }
}
