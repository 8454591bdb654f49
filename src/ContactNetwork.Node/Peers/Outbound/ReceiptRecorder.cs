using ContactNetwork.Domain;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// Records receipts with the facts that follow for their streams: a batch in one transaction; when that fails, one by
/// one; one whose room fails is recorded without it, and its due row is marked, so that the room is told again.
/// </summary>
internal sealed class ReceiptRecorder(Shell shell, OutboundRooms rooms, TimeProvider time, ILogger<ReceiptRecorder> log)
{
    private static readonly RowsStatement Insert = RowsStatement.Of(
        """
        insert into node.receipt (peer, lane, is_late, record_time, epoch, sequence, outcome, reason, envelope, receive_time)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing
        """,
        RowColumn.Text,
        RowColumn.Smallint,
        RowColumn.Flag,
        RowColumn.Time,
        RowColumn.Bigint,
        RowColumn.Bigint,
        RowColumn.Smallint,
        RowColumn.Smallint,
        RowColumn.Bytes,
        RowColumn.Time);

    private const string MarkSql =
        "update node.due set next_try = ?, last_error = ?, attempts = 1 where stream = ? and kind = ? and key = ?";

    /// <summary>Records what used up numbers of a lane.</summary>
    public async Task RecordAsync(OutgoingLane lane, Lease lease, IReadOnlyList<Answer> answers, CancellationToken cancellation)
    {
        if (answers.Count == 0)
            return;
        try
        {
            await shell.RunAsync((session, inner) => RecordAsync(session, lane, lease, answers, withRooms: true, inner), cancellation);
        }
        catch (Exception fault) when (IsLasting(fault))
        {
            log.BatchFailed(fault, answers.Count, lane.Peer, lane.Lane);
            foreach (var answer in answers)
                await RecordOneAsync(lane, lease, answer, cancellation);
        }

        foreach (var answer in answers)
            Tell(lane, answer);
    }

    /// <summary>Records a late outcome of a message, in the caller's session.</summary>
    public async Task RecordLateAsync(
        WriteSession session, string peer, Lane lane, Answer answer, CancellationToken cancellation)
    {
        Queue(session, peer, lane, isLate: true, [answer]);
        await TellRoomAsync(session, peer, answer, cancellation);
    }

    private async Task RecordOneAsync(OutgoingLane lane, Lease lease, Answer answer, CancellationToken cancellation)
    {
        try
        {
            await shell.RunAsync((session, inner) => RecordAsync(session, lane, lease, [answer], withRooms: true, inner), cancellation);
        }
        catch (Exception fault) when (IsLasting(fault))
        {
            log.BatchFailed(fault, 1, lane.Peer, lane.Lane);
            await shell.RunAsync((session, inner) => RecordAsync(session, lane, lease, [answer], withRooms: false, inner), cancellation);
        }
    }

    private async Task RecordAsync(
        WriteSession session, OutgoingLane lane, Lease lease, IReadOnlyList<Answer> answers, bool withRooms, CancellationToken cancellation)
    {
        session.Guard(lease);
        Queue(session, lane.Peer, lane.Lane, isLate: false, answers);
        OutgoingLanes.QueueReceipted(session, lane, answers[^1].Row.Sequence);
        if (withRooms)
            await rooms.PrepareToRecordAsync(session, answers.Select(answer => (answer.Row.StreamKind, answer.Row.Stream)), cancellation);
        foreach (var answer in answers)
        {
            if (withRooms)
                await TellRoomAsync(session, lane.Peer, answer, cancellation);
            else
                session.Queue(
                    MarkSql,
                    session.Now + UntoldReceipts.FirstPause,
                    UntoldReceipts.NotRecorded,
                    answer.Row.Stream,
                    DueKinds.Deliver,
                    answer.Row.MessageId.ToString("N"));
        }
    }

    private Task TellRoomAsync(WriteSession session, string peer, Answer answer, CancellationToken cancellation) =>
        rooms.For(answer.Row.StreamKind).RecordReceiptAsync(
            session,
            new OutboundReceipt(
                answer.Row.Stream,
                answer.Row.StreamKind,
                answer.Row.MessageId,
                peer,
                answer.Outcome,
                answer.Reason,
                answer.ReceiveTime,
                answer.SigningKeyId),
            cancellation);

    private static void Queue(WriteSession session, string peer, Lane lane, bool isLate, IReadOnlyList<Answer> answers)
    {
        foreach (var answer in answers)
        {
            session.QueueRow(
                Insert,
                peer,
                (short)lane,
                isLate,
                session.Now,
                (long)answer.Row.Epoch,
                (long)answer.Row.Sequence,
                (short)answer.Outcome,
                (short)answer.Reason,
                answer.Envelope.ToByteArray(),
                answer.ReceiveTime.ToUniversalTime());
        }
    }

    private void Tell(OutgoingLane lane, Answer answer)
    {
        var peer = new KeyValuePair<string, object?>("peer", lane.Peer);
        var code = new KeyValuePair<string, object?>("lane", lane.Lane.Code());
        Meters.DispatchesSent.Add(1, peer, code, new KeyValuePair<string, object?>("outcome", answer.Outcome.ToString()));
        Meters.DeliverySeconds.Record((time.GetUtcNow() - answer.Row.OwedAt).TotalSeconds, code);
        if (answer.Outcome is not (Outcome.Stored or Outcome.Duplicate))
            log.DispatchReturned(lane.Peer, lane.Lane, answer.Row.Epoch, answer.Row.Sequence, answer.Outcome, answer.Reason);
    }

    private static bool IsLasting(Exception fault) => fault is not (OperationCanceledException or LeaseLostException
        or RefusalException { Refusal.Kind: RefusalKind.Unavailable });
}
