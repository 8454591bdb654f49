using ContactNetwork.Domain;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>What a lane does when it can't go on: notes it, calls the desk where people are needed, and rests.</summary>
internal sealed class LaneTrouble(CourierTools tools, string peer, Lane lane, Lease lease)
{
    private const string GapWithoutSense = "GAP_WITHOUT_SENSE";

    /// <summary>After so many faults of this node's own in a row the desk is told: one may be over in a moment.</summary>
    public const int FaultsUntilTold = 3;

    /// <summary>Notes a try that failed.</summary>
    public async Task<TimeSpan> FailAsync(OutgoingLane state, string error, TimeSpan pause, CancellationToken cancellation)
    {
        await tools.Shell.RunAsync(
            async (session, inner) =>
            {
                session.Guard(lease);
                await OutgoingLanes.FailedAsync(session.Connection, state, error, tools.Clock.Now + pause, inner);
            },
            cancellation);
        tools.Log.DeliveryFailed(peer, lane, state.Attempts + 1, error, pause);
        return pause;
    }

    /// <summary>Tells the desk, once until the peer answers again, that the peer's machine does not take our messages.</summary>
    public Task TellAsync(OutgoingLane state, string reason, CancellationToken cancellation) =>
        TellAsync(state, reason, PeersCauses.PeerRefuses, cancellation);

    /// <summary>Holds the lane while our own file of how far it has come can't be used, and tells the desk once.</summary>
    public async Task<TimeSpan> HoldAsync(OutgoingLane state, CancellationToken cancellation)
    {
        await TellAsync(state, PeersCauses.HighWaterUnusable, PeersCauses.HighWaterUnusable, cancellation);
        var pause = RetryPace.After(lane, state.Attempts + 1, Random.Shared.NextDouble());
        return await FailAsync(state, PeersCauses.HighWaterUnusable, pause, cancellation);
    }

    /// <summary>Lets the lane rest after a fault of this node's own, and tells the desk once where it stays.</summary>
    public async Task<TimeSpan> BreakAsync(OutgoingLane state, string fault, CancellationToken cancellation)
    {
        if (state.Attempts + 1 >= FaultsUntilTold)
            await TellAsync(state, fault, PeersCauses.LaneBroken, cancellation);
        return await FailAsync(state, fault, RetryPace.After(lane, state.Attempts + 1, Random.Shared.NextDouble()), cancellation);
    }

    private Task<bool> TellAsync(OutgoingLane state, string reason, string cause, CancellationToken cancellation) => tools.Notices.RunAsync(
        tools.Shell,
        async (session, inner) =>
        {
            session.Guard(lease);
            return await OutgoingLanes.ToldAsync(session.Connection, state, reason, inner);
        },
        Notice(cause),
        cancellation);

    /// <summary>Stops the lane until people have spoken.</summary>
    public async Task<TimeSpan> StopAsync(OutgoingLane state, string reason, string cause, CancellationToken cancellation)
    {
        var isNew = await tools.Notices.RunAsync(
            tools.Shell,
            async (session, inner) =>
            {
                session.Guard(lease);
                return await OutgoingLanes.StopAsync(session.Connection, state, reason, session.Now, inner);
            },
            Notice(cause),
            cancellation);
        tools.Alarms.Set(PeersAlarms.LaneStopped(peer, lane.Code()), true);
        if (isNew)
            tools.Log.OwnLaneStopped(lane, peer, reason);
        return RetryPace.Max(lane);
    }

    /// <summary>Meets an answer that used up no number. Null: go on at once from what the peer expects.</summary>
    public async Task<LaneRest?> MeetAsync(OutgoingLane state, Receipt refused, CancellationToken cancellation)
    {
        tools.Log.DispatchReturned(peer, lane, refused.Epoch, refused.Sequence, refused.Outcome, refused.Reason);
        if (refused.Reason == ReceiptReason.Gap)
            return await MeetGapAsync(state, refused.ExpectedSequence, cancellation);
        if (Outcomes.StopsLane(refused.Reason))
            return new LaneRest(await StopAsync(state, StopReasons.Of(refused.Reason), PeersCauses.OwnForked, cancellation));
        var reason = CodeOf(refused.Reason);
        await TellAsync(state, reason, cancellation);
        return new LaneRest(await FailAsync(state, reason, PauseOf(state, refused), cancellation));
    }

    /// <summary>The peer expects an earlier number than it had receipted: it has lost what followed.</summary>
    private async Task<LaneRest?> MeetGapAsync(OutgoingLane state, ulong expected, CancellationToken cancellation)
    {
        if (expected is 0 || expected > state.Receipted)
        {
            var pause = RetryPace.After(lane, state.Attempts + 1, Random.Shared.NextDouble());
            await TellAsync(state, GapWithoutSense, cancellation);
            return new LaneRest(await FailAsync(state, GapWithoutSense, pause, cancellation));
        }

        await tools.Notices.RunAsync(
            tools.Shell,
            async (session, inner) =>
            {
                session.Guard(lease);
                return await OutgoingLanes.RewindAsync(session.Connection, state, expected - 1, inner);
            },
            Notice(PeersCauses.PeerLostMessages),
            cancellation);
        tools.Log.PeerLostDispatches(peer, lane, expected - 1);
        return null;
    }

    private TimeSpan PauseOf(OutgoingLane state, Receipt refused)
    {
        var own = RetryPace.After(lane, state.Attempts + 1, Random.Shared.NextDouble());
        if (refused.RetryDelay is not { Seconds: >= 0 and < int.MaxValue } delay)
            return own;
        var asked = TimeSpan.FromSeconds(delay.Seconds);
        return asked < RetryPace.Min ? RetryPace.Min : asked > RetryPace.Max(lane) ? RetryPace.Max(lane) : asked;
    }

    private PeersNotice Notice(string cause) =>
        new(cause, peer, PeerLanes.SubjectOf(peer, lane), "", lane.TroubleUrgency(), IsTest: false);

    private static string CodeOf(ReceiptReason reason) => reason switch
    {
        ReceiptReason.KeyUnknown => "KEY_UNKNOWN",
        ReceiptReason.KeyCompromised => "KEY_COMPROMISED",
        ReceiptReason.SignatureInvalid => "SIGNATURE_INVALID",
        ReceiptReason.WrongPayloadType => "WRONG_PAYLOAD_TYPE",
        ReceiptReason.WrongSender => "WRONG_SENDER",
        ReceiptReason.WrongReceiver => "WRONG_RECEIVER",
        ReceiptReason.WrongRealm => RefusalReasons.WrongRealm,
        ReceiptReason.CommitmentMismatch => "COMMITMENT_MISMATCH",
        ReceiptReason.Suspended => "SUSPENDED",
        ReceiptReason.Overloaded => "OVERLOADED",
        ReceiptReason.Malformed => "MALFORMED",
        _ => $"REASON_{(int)reason}",
    };
}
