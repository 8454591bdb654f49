namespace ContactNetwork.Node.Clerks;

/// <summary>Claims and gives back leases for this replica; held ones are renewed in the background.</summary>
internal interface ILeases
{
    /// <summary>Claims a name that nobody holds, or whose holder is dead or past its end; null where somebody holds it.</summary>
    Task<Lease?> TryClaimAsync(string name, CancellationToken cancellation);

    /// <summary>Gives a lease back, so that others need not wait for its end. Safe to repeat.</summary>
    Task ReleaseAsync(Lease lease, CancellationToken cancellation);

    /// <summary>How many leases with this prefix the process holds now.</summary>
    int CountHeld(string prefix);
}
