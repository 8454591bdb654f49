using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Sealing;
using Google.Protobuf;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>The exact bytes of what was and will be sent.</summary>
internal sealed class Outbox(NpgsqlDataSource source, ISealer sealer)
{
    // Row by row in the order of the index of due work, until there are enough; one probe a row, by the index of messages.
    // Anything else reads the whole backlog for each batch of it.
    private const string OwedSql =
        $"""
        select {DueTable.Columns}, s.count > 0
        from node.due d cross join lateral (
            select count(*) as count, coalesce(bool_or(o.lane = $4 and o.epoch =
                (select l.epoch from node.outgoing_lane l where l.peer = $3 and l.lane = $4)), false) as is_numbered
            from node.outbox o where o.peer = $3 and o.message_id = d.key::uuid) s
        where d.work_group = $1 and d.next_try <= $2 and d.park_time is null and not s.is_numbered
        order by d.urgency, d.next_try limit $5
        """;

    private static readonly RowsStatement Insert = RowsStatement.Of(
        """
        insert into node.outbox (peer, lane, epoch, write_time, sequence, message_id, digest, commitment, envelope, case_id, content,
            stream, stream_kind, owe_time)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """,
        RowColumn.Text,
        RowColumn.Smallint,
        RowColumn.Bigint,
        RowColumn.Time,
        RowColumn.Bigint,
        RowColumn.Uuid,
        RowColumn.Bytes,
        RowColumn.Bytes,
        RowColumn.Bytes,
        RowColumn.Uuid,
        RowColumn.Bytes,
        RowColumn.Uuid,
        RowColumn.Text,
        RowColumn.Time);

    private const string RowColumns =
        $"""
        message_id, epoch, sequence, digest, commitment, envelope, content, case_id, stream, stream_kind, owe_time,
        (select d.trace_parent from node.due d where d.stream = outbox.stream and d.kind = '{DueKinds.Deliver}'
            and d.key = replace(outbox.message_id::text, '-', ''))
        """;

    private const string PendingSql =
        $"""
        select {RowColumns} from node.outbox
        where peer = $1 and lane = $2 and epoch = $3 and sequence > $4 order by sequence limit $5
        """;

    private const string ByMessageSql =
        $"select {RowColumns}, lane from node.outbox where peer = $1 and message_id = any($2) order by write_time";

    private const string SignSql =
        "update node.outbox set envelope = $5 where peer = $1 and lane = $2 and epoch = $3 and sequence = $4";

    private const string DigestSql =
        """
        select digest from node.outbox where peer = $1 and lane = $2 and epoch = $3 and sequence = $4
        union all
        select digest from node.sent_digest where peer = $1 and lane = $2 and epoch = $3 and sequence = $4
        """;

    /// <summary>Locks a lane until the transaction ends and reads what it owes that has no number yet, in order.</summary>
    public static async Task<(OutgoingLane Lane, List<OwedRow> Owed)> LockAsync(
        NpgsqlConnection connection, string peer, Lane lane, DateTimeOffset now, int countMax, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        OutgoingLanes.AddRead(batch, peer, lane, isToLock: true);
        batch.BatchCommands.Add(new(OwedSql)
        {
            Parameters =
            {
                new() { Value = DueGroups.OfLane(peer, lane) },
                new() { Value = now },
                new() { Value = peer },
                new() { Value = (short)lane },
                new() { Value = countMax },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var locked = await OutgoingLanes.ReadAsync(reader, peer, lane, cancellation);
        await reader.NextResultAsync(cancellation);
        var owed = new List<OwedRow>();
        while (await reader.ReadAsync(cancellation))
            owed.Add(new(DueTable.Read(reader), reader.GetBoolean(DueTable.ColumnCount)));
        return (locked, owed);
    }

    /// <summary>Stores a new dispatch of a lane with the save.</summary>
    public static void Queue(WriteSession session, OutgoingLane lane, OutboxRow row, byte[]? content) => session.QueueRow(
        Insert,
        lane.Peer,
        (short)lane.Lane,
        (long)row.Epoch,
        session.Now,
        (long)row.Sequence,
        row.MessageId,
        row.Digest.ToArray(),
        row.Content.Commitment.ToArray(),
        row.Envelope.ToByteArray(),
        row.CaseId,
        content,
        row.Stream,
        row.StreamKind,
        row.OwedAt);

    /// <summary>The dispatches of a lane after a number, in order, opened.</summary>
    public async Task<List<OutboxRow>> AfterAsync(OutgoingLane lane, ulong sequence, int countMax, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(PendingSql);
        command.Parameters.Add(new() { Value = lane.Peer });
        command.Parameters.Add(new() { Value = (short)lane.Lane });
        command.Parameters.Add(new() { Value = (long)lane.Cursor.Epoch });
        command.Parameters.Add(new() { Value = (long)sequence });
        command.Parameters.Add(new() { Value = countMax });
        var stored = new List<Stored>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                stored.Add(Read(reader));
        }

        var rows = new List<OutboxRow>(stored.Count);
        foreach (var row in stored)
            rows.Add(await OpenAsync(row, cancellation));
        return rows;
    }

    /// <summary>How messages were sent before, in whatever lane, the oldest first, opened.</summary>
    public async Task<ImmutableArray<(OutboxRow Row, Lane Lane)>> ByMessageAsync(
        NpgsqlConnection connection, string peer, IReadOnlyCollection<Guid> messages, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ByMessageSql, connection)
        {
            Parameters = { new() { Value = peer }, new() { Value = messages.ToArray() } },
        };
        var stored = new List<(Stored Row, Lane Lane)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                stored.Add((Read(reader), (Lane)reader.GetInt16(12)));
        }

        var rows = ImmutableArray.CreateBuilder<(OutboxRow, Lane)>(stored.Count);
        foreach (var (row, lane) in stored)
            rows.Add((await OpenAsync(row, cancellation), lane));
        return rows.ToImmutable();
    }

    /// <summary>Keeps a signature that was added to the same payload.</summary>
    public static async Task SignAsync(NpgsqlConnection connection, OutgoingLane lane, OutboxRow row, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SignSql, connection)
        {
            Parameters =
            {
                new() { Value = lane.Peer },
                new() { Value = (short)lane.Lane },
                new() { Value = (long)row.Epoch },
                new() { Value = (long)row.Sequence },
                new() { Value = row.Envelope.ToByteArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The digest of a dispatch that was written; null where there is none.</summary>
    public static async Task<Digest?> DigestAsync(
        NpgsqlConnection connection, string peer, Lane lane, ulong epoch, ulong sequence, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(DigestSql, connection)
        {
            Parameters =
            {
                new() { Value = peer },
                new() { Value = (short)lane },
                new() { Value = (long)epoch },
                new() { Value = (long)sequence },
            },
        };
        return await command.ExecuteScalarAsync(cancellation) is byte[] digest ? Digest.From(digest.AsSpan()) : null;
    }

    private static Stored Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        (ulong)reader.GetInt64(1),
        (ulong)reader.GetInt64(2),
        Digest.From(reader.GetFieldValue<byte[]>(3).AsSpan()),
        Digest.From(reader.GetFieldValue<byte[]>(4).AsSpan()),
        Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(5)),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
        reader.GetGuid(7),
        reader.GetGuid(8),
        reader.GetString(9),
        reader.GetFieldValue<DateTimeOffset>(10),
        reader.IsDBNull(11) ? null : reader.GetString(11));

    /// <summary>Content whose key was destroyed is erased: the commitment stays.</summary>
    private async Task<OutboxRow> OpenAsync(Stored row, CancellationToken cancellation)
    {
        var content = row.Content is null ? null : await sealer.OpenAsync(row.CaseId, row.Content, cancellation);
        return new OutboxRow(
            row.MessageId,
            row.Epoch,
            row.Sequence,
            row.Digest,
            row.Envelope,
            content is null ? DispatchContent.Erased(row.Commitment) : StoredContent.Split(content),
            row.CaseId,
            row.Stream,
            row.StreamKind,
            row.OwedAt,
            row.TraceParent);
    }

    private sealed record Stored(
        Guid MessageId,
        ulong Epoch,
        ulong Sequence,
        Digest Digest,
        Digest Commitment,
        Envelope Envelope,
        byte[]? Content,
        Guid CaseId,
        Guid Stream,
        string StreamKind,
        DateTimeOffset OwedAt,
        string? TraceParent);
}
