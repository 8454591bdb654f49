using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>The dispatches that used up a number.</summary>
internal static class Inbox
{
    // Two halves, because an index serves each of them and neither serves both.
    private const string KnownSql =
        $"""
        select {KnownColumns} from node.inbox i where i.peer = $1 and i.message_id = any($2)
        union
        select {KnownColumns} from unnest($4::bigint[], $5::bigint[]) as n (epoch, sequence)
        join node.inbox i on i.peer = $1 and i.lane = $3 and i.epoch = n.epoch and i.sequence = n.sequence
        order by id
        """;

    private const string KnownColumns = "i.epoch, i.sequence, i.lane, i.message_id, i.digest, i.commitment, i.receipt, i.id";

    private static readonly RowsStatement Insert = RowsStatement.Of(
        """
        insert into node.inbox (peer, lane, receive_time, epoch, sequence, message_id, digest, commitment, envelope, case_id, content,
            outcome, reason, receipt)
        select u.peer, u.lane, u.receive_time, u.epoch, u.sequence, u.message_id, u.digest, u.commitment, u.envelope,
            case when u.has_case then u.case_id end, u.content, u.outcome, u.reason, u.receipt
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) with ordinality
            as u (peer, lane, receive_time, epoch, sequence, message_id, digest, commitment, envelope, case_id, has_case, content,
                outcome, reason, receipt, place)
        order by u.place
        """,
        RowColumn.Text,
        RowColumn.Smallint,
        RowColumn.Time,
        RowColumn.Bigint,
        RowColumn.Bigint,
        RowColumn.Uuid,
        RowColumn.Bytes,
        RowColumn.Bytes,
        RowColumn.Bytes,
        RowColumn.Uuid,
        RowColumn.Flag,
        RowColumn.Bytes,
        RowColumn.Smallint,
        RowColumn.Smallint,
        RowColumn.Bytes);

    private const string UnprocessedSql =
        """
        insert into node.inbox_unprocessed (inbox_id, peer, message_id, next_try, last_error)
        select id, peer, message_id, ?, ? from node.inbox where peer = ? and lane = ? and epoch = ? and sequence = ?
        """;

    /// <summary>Reads what is stored under the numbers and the message ids of these dispatches, the oldest first.</summary>
    public static NpgsqlBatchCommand Known(string peer, Lane lane, IReadOnlyList<ArrivedDispatch> arrived) => new(KnownSql)
    {
        Parameters =
        {
            new() { Value = peer },
            new() { Value = arrived.Select(dispatch => dispatch.MessageId).ToArray() },
            new() { Value = (short)lane },
            new() { Value = arrived.Select(dispatch => (long)dispatch.Place.Epoch).ToArray() },
            new() { Value = arrived.Select(dispatch => (long)dispatch.Place.Sequence).ToArray() },
        },
    };

    /// <summary>Takes what <see cref="Known"/> gives.</summary>
    public static async Task<IReadOnlyList<InboxEntry>> ReadKnownAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var entries = new List<InboxEntry>();
        while (await reader.ReadAsync(cancellation))
        {
            entries.Add(new(
                (Lane)reader.GetInt16(2),
                (ulong)reader.GetInt64(0),
                (ulong)reader.GetInt64(1),
                reader.GetGuid(3),
                Digest.From(reader.GetFieldValue<byte[]>(4).AsSpan()),
                Digest.From(reader.GetFieldValue<byte[]>(5).AsSpan()),
                Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(6))));
        }

        return entries;
    }

    /// <summary>Stores dispatches with their receipts, with the save.</summary>
    public static void Queue(WriteSession session, IncomingLane lane, IReadOnlyList<InboxRow> rows)
    {
        foreach (var row in rows)
        {
            session.QueueRow(
                Insert,
                lane.Peer,
                (short)lane.Lane,
                session.Now,
                (long)row.Dispatch.Place.Epoch,
                (long)row.Dispatch.Place.Sequence,
                row.Dispatch.MessageId,
                row.Dispatch.Digest.ToArray(),
                row.Dispatch.Skeleton.BodyCommitment.ToByteArray(),
                row.Dispatch.Envelope.ToByteArray(),
                row.CaseId ?? Guid.Empty,
                row.CaseId is not null,
                row.Content,
                (short)row.Outcome,
                (short)row.Reason,
                row.Receipt.ToByteArray());
        }

        foreach (var row in rows.Where(row => row.Outcome == Outcome.StoredUnprocessed))
        {
            session.Queue(
                UnprocessedSql,
                session.Now,
                row.Error,
                lane.Peer,
                (short)lane.Lane,
                (long)row.Dispatch.Place.Epoch,
                (long)row.Dispatch.Place.Sequence);
        }
    }
}

/// <summary>What is stored of a dispatch, as far as repeats need it.</summary>
internal sealed record InboxEntry(
    Lane Lane, ulong Epoch, ulong Sequence, Guid MessageId, Digest Digest, Digest Commitment, Envelope Receipt);

/// <summary>A dispatch to store.</summary>
/// <param name="Dispatch">The dispatch.</param>
/// <param name="CaseId">Whose key seals the content; null without content.</param>
/// <param name="Content">Salt and body, sealed; null when there is none.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Receipt">The signed receipt.</param>
/// <param name="Error">The code of the failure, where processing failed; else empty.</param>
internal sealed record InboxRow(
    ArrivedDispatch Dispatch, Guid? CaseId, byte[]? Content, Outcome Outcome, ReceiptReason Reason, Envelope Receipt, string Error);
