using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// A clerk that does due work row by row. A row that fails is tried again after longer and longer pauses; one that fails
/// for a lasting reason, or too often without one, is parked: kept, shown, alarmed, never looped on.
/// </summary>
internal abstract class RowClerk(ClerkTools tools, ILogger log) : Clerk(tools, log)
{
    /// <summary>Tries after which a row with unexpected faults is parked.</summary>
    public const int FaultsMax = 5;

    private const string FaultStart = "FAULT_";

    /// <summary>Rows fetched at once.</summary>
    private const int BatchMax = 32;

    private const int SlowDoublingsMax = 5;
    private const string NotConsumed = "NOT_CONSUMED";

    /// <summary>The code of a try for which the store was too slow.</summary>
    public const string StoreSlow = "STORE_SLOW";

    private const string ClockHeld = "CLOCK_DISPUTED";
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClockPause = TimeSpan.FromSeconds(30);

    /// <summary>The code of a try that ended by a fault of ours.</summary>
    public static string FaultCode(Type fault) => FaultStart + fault.Name;

    /// <summary>Whether a try ended by a fault of ours, and not by what the outer world said.</summary>
    public static bool IsFault(string? error) => error?.StartsWith(FaultStart, StringComparison.Ordinal) is true;

    /// <summary>
    /// How long a row rests after a fault of ours; null where it is to be parked. The tries before it may all be the outer
    /// world's doing, so one fault alone parks nothing.
    /// </summary>
    public static TimeSpan? PauseAfterFault(DueRow row) =>
        row.Attempts + 1 >= FaultsMax && (IsFault(row.LastError) || row.LastError == NotConsumed)
            ? null
            : FirstPause * Math.Pow(2, Math.Min(row.Attempts, FaultsMax));

    /// <summary>How long a row rests where the store was too slow for it: that may be its own doing, so it is never parked for it.</summary>
    public static TimeSpan PauseAfterSlowness(DueRow row) => FirstPause * Math.Pow(2, Math.Min(row.Attempts, SlowDoublingsMax));

    /// <summary>
    /// Does one row. It checks the lease right before it acts outside, and decides its outcome in a session that guards
    /// the lease; that session's event takes the row away.
    /// </summary>
    protected abstract Task<WorkResult> DoAsync(DueRow row, Lease lease, CancellationToken cancellation);

    /// <summary>Whether doing it can't be undone, so that it is held while clocks are disputed.</summary>
    protected virtual bool IsIrreversible(DueRow row) => false;

    /// <summary>Tells people that the row is held; called before it is held for the first time.</summary>
    protected virtual Task HoldAsync(DueRow row, Lease lease, CancellationToken cancellation) => Task.CompletedTask;

    protected override async Task WorkAsync(string group, Lease lease, CancellationToken cancellation)
    {
        var finished = new HashSet<(Guid, string, string, DateTimeOffset)>();
        while (await Tools.Due.RowsAsync(group, Tools.Clock.Now, BatchMax, cancellation) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                lease.AssertHeld();
                var result = await TryAsync(row, lease, cancellation);
                if (result is WorkResult.Finished && !finished.Add((row.Stream, row.Item.Kind, row.Item.Key, row.Item.DueAt)))
                    result = Fault(row, NotConsumed);
                await RecordAsync(row, lease, result, cancellation);
            }
        }
    }

    private async Task<WorkResult> TryAsync(DueRow row, Lease lease, CancellationToken cancellation)
    {
        using var span = TraceContext.Continue($"{Name} {row.Item.Kind}", ActivityKind.Internal, row.TraceParent);
        try
        {
            if (!IsIrreversible(row) || Tools.Clock.IsTrusted)
                return await DoAsync(row, lease, cancellation);
            if (row.LastError != ClockHeld)
                await HoldAsync(row, lease, cancellation);
            return new WorkResult.Again(ClockHeld, ClockPause);
        }
        catch (RefusalException slow) when (slow.Refusal.Kind == RefusalKind.Unavailable && StoreFaults.IsSlow(slow.InnerException))
        {
            // Slowness may be this row's own, so it does not hold up the others.
            return new WorkResult.Again(StoreSlow, PauseAfterSlowness(row));
        }
        catch (RefusalException refused) when (refused.Refusal.Kind != RefusalKind.Unavailable)
        {
            return refused.Refusal.Reason == RefusalReasons.Contended
                ? new WorkResult.Again(RefusalReasons.Contended, FirstPause)
                : new WorkResult.Park(refused.Refusal.Reason);
        }
        catch (Exception fault) when (fault is not (LeaseLostException or RefusalException or OperationCanceledException)
            && !StoreFaults.IsStoreAway(fault))
        {
            Log.RowFailed(fault, Name, row.Item.Kind, row.Stream, row.Attempts + 1);
            return Fault(row, FaultCode(fault.GetType()));
        }
    }

    private static WorkResult Fault(DueRow row, string error) =>
        PauseAfterFault(row) is { } pause ? new WorkResult.Again(error, pause) : new WorkResult.Park(error);

    private Task RecordAsync(DueRow row, Lease lease, WorkResult result, CancellationToken cancellation)
    {
        var now = Tools.Clock.Now;
        switch (result)
        {
            case WorkResult.Again again:
                return Tools.Due.RecordAsync(lease, row, Short(again.Error), now + again.After, parkTime: null, cancellation);
            case WorkResult.Park park:
                Log.RowParked(Name, row.Item.Kind, row.Stream, park.Error);
                return Tools.Due.RecordAsync(lease, row, Short(park.Error), row.NextTry, now, cancellation);
            default:
                Log.RowDone(Name, row.Item.Kind, row.Stream);
                return Task.CompletedTask;
        }
    }

    private const int ErrorMax = 63;

    private static string Short(string error) => error.Length <= ErrorMax ? error : error[..ErrorMax];
}
