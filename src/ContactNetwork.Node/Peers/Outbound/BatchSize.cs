using ContactNetwork.Federation.Dispatches;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// How many dispatches of a lane are sent at once: halved after a batch that took too long, doubled after one that was
/// taken whole. It outlasts the rests of the lane, or a slow line would be tried with full batches for ever.
/// </summary>
internal sealed class BatchSize
{
    /// <summary>At most so many next time.</summary>
    public int Max { get; private set; } = DispatchLimits.BatchCountMax;

    /// <summary>A batch of so many took too long.</summary>
    public void WasTooSlow(int count) => Max = Math.Max(1, count / 2);

    /// <summary>A batch was taken whole.</summary>
    public void WasTaken() => Max = Math.Min(DispatchLimits.BatchCountMax, Max * 2);
}
