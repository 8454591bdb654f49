using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>A checked dispatch with its body read.</summary>
/// <param name="Dispatch">The dispatch.</param>
/// <param name="Reading">What its body says.</param>
/// <param name="MissingFeatures">What it demands and this node lacks.</param>
/// <param name="TraceParent">The sender's trace; null when none.</param>
internal sealed record Arrival(
    ArrivedDispatch Dispatch, BodyReading Reading, ImmutableArray<string> MissingFeatures, string? TraceParent);

/// <summary>A call of a peer.</summary>
internal sealed record IntakeCall(TrustedMember Sender, TrustSnapshot Trust, Lane Lane, PrivateKey SigningKey);

/// <summary>What became of the first dispatches of a batch.</summary>
/// <param name="Results">The answers, in order.</param>
/// <param name="IsWhole">False where an answer did not use up its number, so that the rest was not looked at.</param>
internal sealed record IntakeResult(ImmutableArray<DispatchResult> Results, bool IsWhole);

/// <summary>
/// Takes in dispatches of one lane in one transaction: 1. locks the lane's cursor; 2. judges each against the chain;
/// 3. lets its room process it; 4. stores it with its signed receipt; 5. moves the cursor.
/// </summary>
internal sealed class Intake(WriteSession session, IntakeCall call, InboundRooms rooms, Notices notices, IntakeMode mode)
{
    private readonly List<DispatchResult> results = [];
    private readonly List<InboxRow> rows = [];
    private readonly List<InboxEntry> known = [];
    private IncomingLane lane = null!;

    /// <summary>Puts back what waited for a case that comes again after a restore; null where nothing waits.</summary>
    public Rebuilder? Rebuilder { get; init; }

    /// <summary>Why processing failed, where the mode only stores; else empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>Takes in what is next, answers what is not, and stops at the first that uses up no number.</summary>
    public async Task<IntakeResult> TakeAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellation)
    {
        (lane, var stored) = await IncomingLanes.LockAsync(
            session.Connection, call.Sender.Country, call.Lane, [.. arrivals.Select(arrival => arrival.Dispatch)], cancellation);
        known.AddRange(stored);
        if (mode == IntakeMode.Full)
            await rooms.PrepareAsync(session, arrivals.Where(IsToProcess).Select(arrival => (arrival.Dispatch.Skeleton, arrival.Reading.Body!)), cancellation);
        var isWhole = true;
        foreach (var arrival in arrivals)
        {
            isWhole = await TakeAsync(arrival, cancellation);
            if (!isWhole)
                break;
        }

        Inbox.Queue(session, lane, rows);
        if (rows.Count > 0)
            IncomingLanes.QueueMove(session, lane);
        return new IntakeResult([.. results], isWhole);
    }

    private bool IsToProcess(Arrival arrival) => arrival.Reading.Body is not null && arrival.MissingFeatures.IsEmpty
        && !known.Exists(entry => entry.MessageId == arrival.Dispatch.MessageId);

    private async Task<bool> TakeAsync(Arrival arrival, CancellationToken cancellation)
    {
        var dispatch = arrival.Dispatch;
        var stored = known.FirstOrDefault(entry =>
            entry.Lane == lane.Lane && entry.Epoch == dispatch.Place.Epoch && entry.Sequence == dispatch.Place.Sequence);
        var verdict = Chain.Judge(lane.Cursor, dispatch.Place, dispatch.Digest, stored?.Digest);
        switch (verdict)
        {
            case ChainVerdict.Duplicate:
                Answer(dispatch, Outcome.Duplicate, ReceiptReason.Unspecified, FirstReceipt(dispatch.MessageId));
                return true;
            case ChainVerdict.Next when lane.StopReason is not null:
                Answer(dispatch, Outcome.Refused, ReceiptReason.Fork);
                return false;
            case ChainVerdict.Next or ChainVerdict.NewEpoch:
                if (verdict == ChainVerdict.NewEpoch)
                    await TellAsync(
                        new PeersNotice(
                            PeersCauses.PeerRestored,
                            lane.Peer,
                            PeerLanes.SubjectOf(lane.Peer, lane.Lane),
                            "",
                            Domain.Urgency.Routine,
                            IsTest: false),
                        cancellation);
                await StoreAsync(arrival, cancellation);
                return true;
            case ChainVerdict.Fork or ChainVerdict.Broken:
                await StopAsync(dispatch, cancellation);
                break;
            case ChainVerdict.Gap or ChainVerdict.OldEpoch:
                break;
            default:
                throw new UnreachableException();
        }

        var (outcome, reason) = Outcomes.Of(verdict)!.Value;
        Answer(dispatch, outcome, reason);
        return false;
    }

    private async Task StoreAsync(Arrival arrival, CancellationToken cancellation)
    {
        var dispatch = arrival.Dispatch;
        var repeated = known.FirstOrDefault(entry => entry.MessageId == dispatch.MessageId);
        var stay = repeated is null
            ? await ProcessAsync(arrival, cancellation)
            : repeated.Commitment.Bytes.Equals(dispatch.Skeleton.BodyCommitment)
                ? new Stay(Outcome.Duplicate, ReceiptReason.Unspecified, null)
                : new Stay(Outcome.Refused, ReceiptReason.MessageIdReused, null);
        var content = stay.CaseId is { } caseId && dispatch is { Salt: not null, Body: not null }
            ? await session.SealAsync(caseId, StoredContent.Join(dispatch.Salt, dispatch.Body), cancellation)
            : null;
        var receipt = Answer(
            dispatch,
            stay.Outcome,
            stay.Reason,
            repeated is null ? null : FirstReceipt(dispatch.MessageId),
            arrival.MissingFeatures);
        rows.Add(new InboxRow(dispatch, stay.CaseId, content, stay.Outcome, stay.Reason, receipt, Error));
        known.Add(new InboxEntry(
            lane.Lane,
            dispatch.Place.Epoch,
            dispatch.Place.Sequence,
            dispatch.MessageId,
            dispatch.Digest,
            Federation.Digest.From(dispatch.Skeleton.BodyCommitment)!.Value,
            receipt));
        lane = lane with
        {
            Cursor = ChainPosition.After(dispatch.Place, dispatch.Digest),
            StopReason = dispatch.Place.Epoch == lane.Cursor.Epoch ? lane.StopReason : null,
        };
    }

    private async Task<Stay> ProcessAsync(Arrival arrival, CancellationToken cancellation)
    {
        var (dispatch, reading, missing, traceParent) = arrival;
        using var span = TraceContext.OfDispatch("receive", ActivityKind.Consumer, traceParent, lane.Peer, lane.Lane.Code());
        if (!missing.IsEmpty || reading.Reason == ReceiptReason.BodyUnknown)
            return await NotUnderstoodAsync(
                dispatch, missing.IsEmpty ? ReceiptReason.BodyUnknown : ReceiptReason.FeatureMissing, cancellation);
        if (reading.Body is not { } body)
            return new Stay(Outcome.Refused, reading.Reason, dispatch.MessageId);
        if (rooms.For(body) is not { } room)
            return await NotUnderstoodAsync(dispatch, ReceiptReason.BodyUnknown, cancellation);
        if (mode != IntakeMode.Full)
        {
            await TellAsync(PeersCauses.DispatchUnprocessed, dispatch, cancellation);
            return new Stay(Outcome.StoredUnprocessed, ReceiptReason.ProcessingFailed, dispatch.MessageId);
        }

        var caseId = await room.FindCaseAsync(session, dispatch.Skeleton, body, cancellation);
        var inbound = new InboundDispatch(dispatch.MessageId, dispatch.Skeleton, body, caseId, dispatch.SigningKeyId);
        var answer = await room.ReceiveAsync(session, inbound, cancellation);
        if (answer is InboundAnswer.Processed && Rebuilder is not null)
            await Rebuilder.RebuildWaitingAsync(session, lane.Peer, dispatch.Skeleton.CaseReference, cancellation);
        return answer switch
        {
            InboundAnswer.Processed => new Stay(Outcome.Stored, ReceiptReason.Unspecified, caseId),
            InboundAnswer.Refused refused => new Stay(Outcome.Refused, refused.Reason, caseId),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<Stay> NotUnderstoodAsync(ArrivedDispatch dispatch, ReceiptReason reason, CancellationToken cancellation)
    {
        await TellAsync(PeersCauses.DispatchNotUnderstood, dispatch, cancellation);
        return new Stay(Outcome.NotUnderstood, reason, dispatch.MessageId);
    }

    private Task TellAsync(string cause, ArrivedDispatch dispatch, CancellationToken cancellation) => TellAsync(
        new PeersNotice(
            cause,
            lane.Peer,
            dispatch.MessageId,
            dispatch.Skeleton.CaseReference,
            lane.Lane.TroubleUrgency(),
            dispatch.Skeleton.Purpose == Purpose.Test),
        cancellation);

    private async Task TellAsync(PeersNotice notice, CancellationToken cancellation)
    {
        if (mode == IntakeMode.StoreOnly)
            Notices.Leave(session, notice);
        else
            await notices.TellAsync(session, notice, cancellation);
    }

    private async Task StopAsync(ArrivedDispatch dispatch, CancellationToken cancellation)
    {
        await ForkTable.KeepAsync(
            session.Connection, lane.Peer, OtherDispatch.Of(lane.Lane, dispatch), isOwn: false, session.Now, cancellation);
        if (!await IncomingLanes.StopAsync(session.Connection, lane.Peer, lane.Lane, StopReasons.Fork, session.Now, cancellation))
            return;
        var subject = PeerLanes.SubjectOf(lane.Peer, lane.Lane);
        await TellAsync(
            new PeersNotice(PeersCauses.PeerForked, lane.Peer, subject, "", lane.Lane.TroubleUrgency(), IsTest: false), cancellation);
    }

    private Envelope? FirstReceipt(Guid messageId) => known.FirstOrDefault(entry => entry.MessageId == messageId)?.Receipt;

    private Envelope Answer(
        ArrivedDispatch dispatch,
        Outcome outcome,
        ReceiptReason reason,
        Envelope? first = null,
        ImmutableArray<string> missingFeatures = default)
    {
        var receipt = Receipts.Draft(call.Trust, lane.Peer, DispatchClaims.Of(dispatch), outcome, reason, session.Now);
        if (reason == ReceiptReason.Gap)
            receipt.ExpectedSequence = Chain.Expected(lane.Cursor, dispatch.Place);
        if (reason == ReceiptReason.FeatureMissing)
            receipt.MissingFeatures.Add(missingFeatures);
        var envelope = Receipts.Sign(receipt, call.SigningKey);
        results.Add(new DispatchResult
        {
            Receipt = envelope,
            FirstReceipt = first is null ? null : Receipts.Renew(first, call.Trust.Own, call.SigningKey),
        });
        return envelope;
    }

    /// <summary>How a dispatch that used up its number is kept.</summary>
    /// <param name="Outcome">What became of it.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="CaseId">Whose key seals its content; null where the content is kept already.</param>
    private sealed record Stay(Outcome Outcome, ReceiptReason Reason, Guid? CaseId);
}
