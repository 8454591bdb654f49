namespace ContactNetwork.Node.Store.Sealing;

/// <summary>Seals bytes under the key of their case. The key must have been made (<see cref="CaseKeys"/>).</summary>
internal sealed class CaseSealer(CaseKeys keys)
{
    /// <summary>Seals bytes for one use, e.g. "event", "outbox", "inbox".</summary>
    /// <exception cref="InvalidOperationException">The case has no key: a caller forgot to make it, or it was destroyed.</exception>
    public byte[] Seal(Guid caseId, string use, ReadOnlySpan<byte> clear)
    {
        var key = keys.Find(caseId) ?? throw new InvalidOperationException($"Case {caseId} has no key.");
        return SealedBytes.Seal(key, clear, SealedBytes.Label(caseId, use));
    }

    /// <summary>Opens bytes; null when the key was destroyed.</summary>
    public byte[]? Open(Guid caseId, string use, ReadOnlySpan<byte> bytes)
    {
        var key = keys.Find(caseId);
        return key is null ? null : SealedBytes.Open(key, bytes, SealedBytes.Label(caseId, use));
    }
}
