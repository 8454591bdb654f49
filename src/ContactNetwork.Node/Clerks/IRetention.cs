namespace ContactNetwork.Node.Clerks;

/// <summary>Something that a room keeps for a while; registered in the container, called by the <see cref="RetentionClerk"/>.</summary>
internal interface IRetention
{
    /// <summary>What is kept, as the log names it.</summary>
    string What { get; }

    /// <summary>Deletes some of what is too old, a bounded number at a time; safe where several replicas do it at once.</summary>
    /// <param name="now">The instant, by the store's clock.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    /// <returns>How many were deleted; 0 when nothing is left to delete.</returns>
    Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation);
}
