namespace ContactNetwork.Node.Store.Sealing;

/// <summary>Opens bytes that a session sealed (<see cref="WriteSession.SealAsync"/>), and destroys keys.</summary>
internal interface ISealer
{
    /// <summary>Opens sealed bytes; null where the case's key was destroyed.</summary>
    Task<byte[]?> OpenAsync(Guid caseId, ReadOnlyMemory<byte> box, CancellationToken cancellation);

    /// <summary>
    /// Destroys the key of a case: its content is gone everywhere, in events, outbox, inbox and backups. Here at once,
    /// on other replicas within <see cref="CaseKeys.Remembered"/>. It can't be undone; safe to repeat.
    /// </summary>
    Task DestroyAsync(Guid caseId, CancellationToken cancellation);
}
