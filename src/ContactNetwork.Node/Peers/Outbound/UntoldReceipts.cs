using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// Tells rooms the receipts that they failed to take when they came: one by one, after longer and longer pauses; then the due
/// row is parked, and the desk is called. A row that is no longer parked, as after a rebuild, is told anew. Nothing is sent for
/// it: the other country has answered. What a room takes and still owes would never end, and is parked at once.
/// </summary>
internal sealed class UntoldReceipts(
    Shell shell, NpgsqlDataSource source, OutboundRooms rooms, DueTable due, IStoreClock clock, Notices notices, ILogger<UntoldReceipts> log)
{
    /// <summary>The error of a due row whose receipt is recorded and not told. Stored: never renamed.</summary>
    public const string NotRecorded = PeersCauses.ReceiptNotRecorded;

    /// <summary>Until the first time that it is told again.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private const string NotConsumed = "NOT_CONSUMED";

    /// <summary>Receipts looked for at once.</summary>
    private const int BatchMax = 32;

    // The last word counts: a late outcome follows the first answer.
    private const string AnsweredSql =
        $"""
        select {DueTable.Columns}, r.outcome, r.reason, r.envelope, r.receive_time
        from node.due d
        cross join lateral (
            select o.epoch, o.sequence from node.outbox o
            where o.peer = $2 and o.message_id = d.key::uuid and o.lane = $3 and o.epoch = $4 and o.sequence <= $5 limit 1) s
        left join lateral (
            select a.outcome, a.reason, a.envelope, a.receive_time from node.receipt a
            where a.peer = $2 and a.lane = $3 and a.epoch = s.epoch and a.sequence = s.sequence order by a.is_late desc limit 1) r on true
        where d.work_group = $1 and d.park_time is null and d.next_try <= $6
        """;

    private const string AllSql = $"{AnsweredSql} order by d.next_try limit $7";

    // By an index of its own: behind it may wait whatever is owed to a peer that is away.
    private const string MarkedSql = $"{AnsweredSql} and d.last_error = '{NotRecorded}' order by d.next_try limit $7";

    /// <summary>Tells the rooms of a lane's streams what is due.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="receiver">Who signed the receipts.</param>
    /// <param name="isAll">Whether to look at all that is owed, as where nothing waits to be sent; else at what is marked.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public async Task TellAsync(OutgoingLane lane, Lease lease, TrustedMember receiver, bool isAll, CancellationToken cancellation)
    {
        foreach (var untold in await FindAsync(lane, isAll ? AllSql : MarkedSql, cancellation))
        {
            try
            {
                if (untold.Receipt is { } receipt)
                    await shell.RunAsync((session, inner) => TellAsync(session, lane, lease, receiver, untold.Row, receipt, inner), cancellation);
            }
            catch (Exception fault) when (StoreFaults.IsOwn(fault))
            {
                await PutOffAsync(lane, lease, untold.Row, fault, cancellation);
                continue;
            }

            // Where the stream took note, its facts have taken the row away.
            await using var connection = await source.OpenConnectionAsync(cancellation);
            if (await DueTable.RecordAsync(connection, lease, untold.Row, NotConsumed, untold.Row.NextTry, clock.Now, cancellation))
                log.AnsweredStillOwed(lane.Peer, lane.Lane, 1);
        }
    }

    private async Task TellAsync(
        WriteSession session, OutgoingLane lane, Lease lease, TrustedMember receiver, DueRow row, Kept kept, CancellationToken cancellation)
    {
        session.Guard(lease);
        await rooms.PrepareToRecordAsync(session, [(row.StreamKind, row.Stream)], cancellation);
        await rooms.For(row.StreamKind).RecordReceiptAsync(
            session,
            new OutboundReceipt(
                row.Stream,
                row.StreamKind,
                Guid.ParseExact(row.Item.Key, "N"),
                lane.Peer,
                kept.Outcome,
                kept.Reason,
                kept.ReceiveTime,
                SigningKeyOf(kept.Envelope, receiver)),
            cancellation);
    }

    /// <summary>The receipt was checked before it was recorded: our own log vouches for it, whatever became of its key since.</summary>
    private static string SigningKeyOf(Envelope envelope, TrustedMember receiver) =>
        EnvelopeVerifier.Verify(envelope, PayloadType.Receipt, receiver.KeysEver()) is EnvelopeCheck.SignedBy signed
            ? signed.Keys.First().KeyId
            : throw new InvalidDataException("The stored receipt is signed by no key of its country.");

    private async Task PutOffAsync(OutgoingLane lane, Lease lease, DueRow row, Exception fault, CancellationToken cancellation)
    {
        var isSlow = StoreFaults.IsRefusedAsSlow(fault);
        if (isSlow || row.Attempts + 1 < RowClerk.FaultsMax)
        {
            var pause = RowClerk.PauseAfterSlowness(row);
            log.ReceiptPutOff(fault, row.StreamKind, row.Stream, row.Attempts + 1, pause);
            await due.RecordAsync(lease, row, NotRecorded, clock.Now + pause, parkTime: null, cancellation);
            return;
        }

        log.ReceiptNotRecorded(fault, row.StreamKind, row.Stream);
        await notices.RunAsync(
            shell,
            (session, inner) => DueTable.RecordAsync(session.Connection, lease, row, NotRecorded, row.NextTry, session.Now, inner),
            new PeersNotice(PeersCauses.ReceiptNotRecorded, lane.Peer, row.Stream, "", lane.Lane.TroubleUrgency(), IsTest: false),
            cancellation);
    }

    private async Task<List<(DueRow Row, Kept? Receipt)>> FindAsync(OutgoingLane lane, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = DueGroups.OfLane(lane.Peer, lane.Lane) });
        command.Parameters.Add(new() { Value = lane.Peer });
        command.Parameters.Add(new() { Value = (short)lane.Lane });
        command.Parameters.Add(new() { Value = (long)lane.Cursor.Epoch });
        command.Parameters.Add(new() { Value = (long)lane.Receipted });
        command.Parameters.Add(new() { Value = clock.Now });
        command.Parameters.Add(new() { Value = BatchMax });
        var found = new List<(DueRow, Kept?)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var isKept = !reader.IsDBNull(DueTable.ColumnCount);
            found.Add((DueTable.Read(reader), isKept ? ReadKept(reader) : null));
        }

        return found;
    }

    private static Kept ReadKept(NpgsqlDataReader reader) => new(
        (Outcome)reader.GetInt16(DueTable.ColumnCount),
        (ReceiptReason)reader.GetInt16(DueTable.ColumnCount + 1),
        Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(DueTable.ColumnCount + 2)),
        reader.GetFieldValue<DateTimeOffset>(DueTable.ColumnCount + 3));

    private sealed record Kept(Outcome Outcome, ReceiptReason Reason, Envelope Envelope, DateTimeOffset ReceiveTime);
}
