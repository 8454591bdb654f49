using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>The dispatches that used up a number.</summary>
internal static class Inbox
{
    private const string KnownSql =
        """
        select i.epoch, i.sequence, i.lane, i.message_id, i.digest, i.commitment, i.receipt
        from node.inbox i
        where i.peer = $1 and (i.message_id = any($2)
            or (i.lane = $3 and (i.epoch, i.sequence) in (select * from unnest($4::bigint[], $5::bigint[]))))
        order by i.id
        """;

    private const string InsertSql =
        """
        insert into node.inbox (peer, lane, epoch, sequence, message_id, digest, commitment, envelope, case_id, content,
            outcome, reason, receipt, receive_time)
        select $1, $2, u.epoch, u.sequence, u.message_id, u.digest, u.commitment, u.envelope, u.case_id, u.content,
            u.outcome, u.reason, u.receipt, $3
        from unnest($4::bigint[], $5::bigint[], $6::uuid[], $7::bytea[], $8::bytea[], $9::bytea[], $10::uuid[], $11::bytea[],
                $12::smallint[], $13::smallint[], $14::bytea[]) with ordinality
            as u (epoch, sequence, message_id, digest, commitment, envelope, case_id, content, outcome, reason, receipt, place)
        order by u.place
        returning id, epoch, sequence
        """;

    private const string UnprocessedSql =
        "insert into node.inbox_unprocessed (inbox_id, peer, message_id, next_try, last_error) values ($1, $2, $3, $4, $5)";

    private const string ConflictSql =
        """
        insert into node.conflicting_dispatch (peer, lane, epoch, sequence, digest, envelope, receive_time)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
        """;

    /// <summary>What is stored under the numbers and the message ids of these dispatches, the oldest first.</summary>
    public static async Task<ImmutableArray<InboxEntry>> KnownAsync(
        NpgsqlConnection connection, string peer, Lane lane, IReadOnlyCollection<ArrivedDispatch> arrived, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(KnownSql, connection)
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
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var entries = ImmutableArray.CreateBuilder<InboxEntry>();
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

        return entries.ToImmutable();
    }

    /// <summary>Stores dispatches with their receipts.</summary>
    public static async Task InsertAsync(
        NpgsqlConnection connection, IncomingLane lane, IReadOnlyList<InboxRow> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return;
        var ids = new Dictionary<(long Epoch, long Sequence), long>();
        await using (var command = InsertCommand(connection, lane, rows, now))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                ids[(reader.GetInt64(1), reader.GetInt64(2))] = reader.GetInt64(0);
        }

        foreach (var row in rows.Where(row => row.Outcome == Outcome.StoredUnprocessed))
        {
            var id = ids[((long)row.Dispatch.Place.Epoch, (long)row.Dispatch.Place.Sequence)];
            await InsertUnprocessedAsync(connection, lane.Peer, id, row, now, cancellation);
        }
    }

    /// <summary>Keeps a dispatch that proves a second history.</summary>
    public static async Task KeepConflictAsync(
        NpgsqlConnection connection, IncomingLane lane, ArrivedDispatch dispatch, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ConflictSql, connection)
        {
            Parameters =
            {
                new() { Value = lane.Peer },
                new() { Value = (short)lane.Lane },
                new() { Value = (long)dispatch.Place.Epoch },
                new() { Value = (long)dispatch.Place.Sequence },
                new() { Value = dispatch.Digest.ToArray() },
                new() { Value = dispatch.Envelope.ToByteArray() },
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand InsertCommand(
        NpgsqlConnection connection, IncomingLane lane, IReadOnlyList<InboxRow> rows, DateTimeOffset now) => new(InsertSql, connection)
        {
            Parameters =
            {
                new() { Value = lane.Peer },
                new() { Value = (short)lane.Lane },
                new() { Value = now },
                new() { Value = rows.Select(row => (long)row.Dispatch.Place.Epoch).ToArray() },
                new() { Value = rows.Select(row => (long)row.Dispatch.Place.Sequence).ToArray() },
                new() { Value = rows.Select(row => row.Dispatch.MessageId).ToArray() },
                new() { Value = rows.Select(row => row.Dispatch.Digest.ToArray()).ToArray() },
                new() { Value = rows.Select(row => row.Dispatch.Skeleton.BodyCommitment.ToByteArray()).ToArray() },
                new() { Value = rows.Select(row => row.Dispatch.Envelope.ToByteArray()).ToArray() },
                new() { Value = rows.Select(row => row.CaseId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = rows.Select(row => row.Content).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new() { Value = rows.Select(row => (short)row.Outcome).ToArray() },
                new() { Value = rows.Select(row => (short)row.Reason).ToArray() },
                new() { Value = rows.Select(row => row.Receipt.ToByteArray()).ToArray() },
            },
        };

    private static async Task InsertUnprocessedAsync(
        NpgsqlConnection connection, string peer, long id, InboxRow row, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(UnprocessedSql, connection)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = peer },
                new() { Value = row.Dispatch.MessageId },
                new() { Value = now },
                new() { Value = row.Error },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
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
