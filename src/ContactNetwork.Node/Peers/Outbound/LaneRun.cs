using ContactNetwork.Domain;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// One go at a lane, until nothing in it waits or it must rest. While one batch is under way, the answers of the one
/// before are recorded and the next is composed.
/// </summary>
internal sealed class LaneRun(CourierTools tools, string peer, Lane lane, Lease lease, BatchSize size, bool isFirst)
{
    /// <summary>Dispatches composed at once.</summary>
    public const int ComposeMax = 128;

    private const string ReceiptNotBelieved = "RECEIPT_NOT_BELIEVED";

    private static readonly TimeSpan TrustAwaited = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RestoreAwaited = TimeSpan.FromSeconds(1);

    private readonly List<OutboxRow> queue = [];
    private readonly LaneTrouble trouble = new(tools, peer, lane, lease);
    private OutgoingLane state = null!;
    private IReadOnlyList<Answer> unrecorded = [];
    private bool hasSent;

    /// <summary>
    /// Works; answers how long to rest, or null when nothing waits any more. A fault of this node's own that no message alone
    /// is to blame for lets the lane rest and be tried again, and the desk knows.
    /// </summary>
    public async Task<TimeSpan?> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await TellAgainAsync(await BeginAsync(cancellation), cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsOwn(fault))
        {
            var isSlow = StoreFaults.IsRefusedAsSlow(fault);
            tools.Log.LaneBroken(isSlow ? LogLevel.Warning : LogLevel.Error, fault, lane, peer);
            await ReadStateAsync(cancellation);
            return await trouble.BreakAsync(state, isSlow ? RowClerk.StoreSlow : RowClerk.FaultCode(fault.GetType()), cancellation);
        }
    }

    private async Task<TimeSpan?> BeginAsync(CancellationToken cancellation)
    {
        if (!tools.Restores.IsOpen(peer))
            return RestoreAwaited;
        // Mostly the lane goes and nothing of it waits for an answer: then what is owed is composed by the same look.
        var obstacle = Obstacle.None;
        queue.AddRange(await ComposeAsync(
            found =>
            {
                state = found;
                obstacle = ObstacleOf(found);
                return obstacle == Obstacle.None;
            },
            cancellation));
        switch (obstacle)
        {
            case Obstacle.None:
                break;
            case Obstacle.Stopped:
                return RetryPace.Max(lane);
            case Obstacle.FileUnusable:
                return await trouble.HoldAsync(state, cancellation);
            case Obstacle.Behind:
                return await trouble.StopAsync(state, StopReasons.OwnChainBehind, PeersCauses.OwnChainBehind, cancellation);
            case Obstacle.TriedElsewhere:
                return state.NextAttempt - tools.Clock.Now;
            case Obstacle.Unanswered:
                queue.AddRange(await tools.Outbox.AfterAsync(state, state.Receipted, ComposeMax, cancellation));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return await GoOnAsync(cancellation);
    }

    private Obstacle ObstacleOf(OutgoingLane found)
    {
        if (found.StopReason is not null || tools.Trust.Current?.FindMember(peer) is { IsSuspendedHere: true })
            return Obstacle.Stopped;
        if (!tools.HighWater.TryRead(peer, lane, out var file))
            return Obstacle.FileUnusable;
        if (HighWater.IsBehind(found.Cursor, file))
            return Obstacle.Behind;
        // Another process may have tried just now.
        if (isFirst && found.NextAttempt is { } at && at > tools.Clock.Now && at - tools.Clock.Now <= RetryPace.Max(lane))
            return Obstacle.TriedElsewhere;
        return found.Receipted < found.Cursor.Sequence ? Obstacle.Unanswered : Obstacle.None;
    }

    private async Task<TimeSpan?> GoOnAsync(CancellationToken cancellation)
    {
        while (true)
        {
            lease.AssertHeld();
            if (queue.Count == 0)
            {
                await RecordAsync(cancellation);
                await FillAsync(cancellation);
                if (queue.Count == 0)
                    return null;
            }

            if (tools.Trust.Current is not { } trust)
                return TrustAwaited;
            if (trust.FindMember(peer) is not { State: MemberState.Active } receiver)
                return await trouble.FailAsync(state, RefusalReasons.PeerUnknown, RetryPace.Max(lane), cancellation);
            if (await SendAsync(receiver, cancellation) is { } rest)
            {
                await RecordAsync(cancellation);
                return rest.Pause;
            }
        }
    }

    /// <summary>
    /// What is answered and still owed would set the lane going again at once. A run that sent something is followed by one
    /// that does not; one after which the lane rests may be followed by none for long, so there only what is marked is looked for.
    /// </summary>
    private async Task<TimeSpan?> TellAgainAsync(TimeSpan? rest, CancellationToken cancellation)
    {
        if (state is null || (rest is null && hasSent))
            return rest;
        lease.AssertHeld();
        if (tools.Trust.Current?.FindMember(peer) is not { } receiver)
            return rest ?? TrustAwaited;
        await tools.Untold.TellAsync(state, lease, receiver, isAll: rest is null, cancellation);
        return rest;
    }

    /// <summary>Sends one batch; answers a rest where the lane can't go on at once.</summary>
    private async Task<LaneRest?> SendAsync(TrustedMember receiver, CancellationToken cancellation)
    {
        var batch = NextBatch();
        // What leaves stands in the file before, also where the numbers were given by a run that could not write it.
        if (!tools.HighWater.TryKeep(peer, lane, new ChainPosition(batch[^1].Epoch, batch[^1].Sequence, batch[^1].Digest)))
            return new LaneRest(await trouble.HoldAsync(state, cancellation));
        await SignAgainAsync(batch, cancellation);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lease.AssertHeld();
        hasSent = true;
        var answer = tools.Call.DeliverAsync(peer, lane, batch, call.Token);
        try
        {
            await RecordAsync(cancellation);
            if (queue.Count - batch.Count < DispatchLimits.BatchCountMax)
                await FillAsync(cancellation);
        }
        catch
        {
            await call.CancelAsync();
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        switch (await answer)
        {
            case CallResult.Answered answered:
                return await TakeAnswersAsync(receiver, batch, answered.Results, cancellation);
            case CallResult.Failed { Kind: CallFailure.TooSlow } slow when batch.Count > 1:
                size.WasTooSlow(batch.Count);
                return new LaneRest(await trouble.FailAsync(state, slow.Error, RetryPace.Min, cancellation));
            case CallResult.Failed failed:
                if (failed.Kind == CallFailure.Refused)
                    await trouble.TellAsync(state, failed.Error, cancellation);
                var pause = RetryPace.After(lane, state.Attempts + 1, Random.Shared.NextDouble());
                return new LaneRest(await trouble.FailAsync(state, failed.Error, pause, cancellation));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<LaneRest?> TakeAnswersAsync(
        TrustedMember receiver, List<OutboxRow> batch, IReadOnlyList<DispatchResult> results, CancellationToken cancellation)
    {
        var judgement = await tools.Judge.JudgeAsync(state, receiver, batch, results, cancellation);
        unrecorded = judgement.Taken;
        queue.RemoveRange(0, judgement.Taken.Length);
        tools.Log.BatchDelivered(peer, lane, results.Count, batch[0].Epoch, batch[0].Sequence, judgement.Taken.Length);
        if (judgement.Taken.Length == batch.Count)
            size.WasTaken();
        if (judgement.Fault is { } fault)
        {
            tools.Log.ReceiptNotBelieved(peer, fault);
            await RecordAsync(cancellation);
            var pause = RetryPace.After(lane, state.Attempts + 1, Random.Shared.NextDouble());
            await trouble.TellAsync(state, ReceiptNotBelieved, cancellation);
            return new LaneRest(await trouble.FailAsync(state, ReceiptNotBelieved, pause, cancellation));
        }

        if (judgement.NotTaken is not { } refused)
            return null;
        await RecordAsync(cancellation);
        await ReadStateAsync(cancellation);
        var rest = await trouble.MeetAsync(state, refused, cancellation);
        if (rest is null)
        {
            // The peer has lost something: go on from there.
            await ReadStateAsync(cancellation);
            queue.Clear();
            queue.AddRange(await tools.Outbox.AfterAsync(state, state.Receipted, ComposeMax, cancellation));
        }

        return rest;
    }

    private List<OutboxRow> NextBatch()
    {
        var batch = new List<OutboxRow>();
        var bytes = 0;
        foreach (var row in queue.Take(size.Max))
        {
            bytes += row.ToMessage().CalculateSize();
            if (batch.Count > 0 && bytes > DispatchLimits.BatchBytesMax)
                break;
            batch.Add(row);
        }

        return batch;
    }

    /// <summary>After a change of keys the same payload gains a signature of the new key, stored before it is sent.</summary>
    private async Task SignAgainAsync(List<OutboxRow> batch, CancellationToken cancellation)
    {
        var key = tools.Credentials.Current.SigningKey;
        var unsigned = batch
            .Where(row => row.Envelope.Signatures.All(signature => signature.KeyId != key.Public.KeyId)
                && row.Envelope.Signatures.Count < EnvelopeLimits.SignaturesMax)
            .ToList();
        if (unsigned.Count == 0)
            return;
        foreach (var row in unsigned)
            EnvelopeSigner.AddSignature(row.Envelope, PayloadType.Dispatch, key);
        await tools.Shell.RunAsync(
            async (session, inner) =>
            {
                session.Guard(lease);
                foreach (var row in unsigned)
                    await Outbox.SignAsync(session.Connection, state, row, inner);
            },
            cancellation);
    }

    /// <summary>
    /// Takes what comes after the queue: what has its number already, else what is owed. What is composed while numbers
    /// before it are not in the queue would be a gap to the peer.
    /// </summary>
    private async Task FillAsync(CancellationToken cancellation)
    {
        var last = queue.Count > 0 ? queue[^1].Sequence : state.Receipted;
        var isNumbered = false;
        // A store that was put back to an earlier state under a busy lane would give numbers away twice.
        queue.AddRange(await ComposeAsync(
            found => !tools.HighWater.IsAheadOf(peer, lane, found.Cursor) && !(isNumbered = found.Cursor.Sequence > last), cancellation));
        if (isNumbered)
            queue.AddRange(await tools.Outbox.AfterAsync(state, last, ComposeMax, cancellation));
    }

    private Task<IReadOnlyList<OutboxRow>> ComposeAsync(Predicate<OutgoingLane> mayCompose, CancellationToken cancellation) =>
        tools.Composer.ComposeAsync(peer, lane, lease, ComposeMax, mayCompose, cancellation);

    private async Task RecordAsync(CancellationToken cancellation)
    {
        if (unrecorded.Count == 0)
            return;
        var answers = unrecorded;
        unrecorded = [];
        await tools.Recorder.RecordAsync(state, lease, answers, cancellation);
        state = state with { Receipted = answers[^1].Row.Sequence, Attempts = 0 };
    }

    private async Task ReadStateAsync(CancellationToken cancellation)
    {
        await using var connection = await tools.Source.OpenConnectionAsync(cancellation);
        state = await OutgoingLanes.ReadAsync(connection, peer, lane, isToLock: false, cancellation);
    }
}

/// <summary>What keeps a lane from composing when it is begun.</summary>
internal enum Obstacle
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It was stopped, or its peer is kept out here.</summary>
    Stopped,

    /// <summary>The high-water file can't be read.</summary>
    FileUnusable,

    /// <summary>The store is behind the high-water file.</summary>
    Behind,

    /// <summary>Another process tried just now, and it is not yet time to try again.</summary>
    TriedElsewhere,

    /// <summary>Some dispatches wait for their answer: they go first.</summary>
    Unanswered,
}

/// <summary>How long a lane rests.</summary>
internal sealed record LaneRest(TimeSpan Pause);
