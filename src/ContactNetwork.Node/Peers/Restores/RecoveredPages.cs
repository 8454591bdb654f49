using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Stores recovered dispatches as what they are: sent and answered, with their facts where a room can put them back.</summary>
internal sealed class RecoveredPages(NpgsqlDataSource source, Rebuilder rebuilder, OutboundRooms rooms, HighWater highWater)
{
    /// <summary>Dispatches stored in one transaction.</summary>
    public const int PartMax = 16;

    private const string ReceiptSql =
        """
        insert into node.receipt (peer, lane, epoch, sequence, is_late, outcome, reason, envelope, receive_time, record_time)
        values ($1, $2, $3, $4, false, $5, $6, $7, $8, $9) on conflict do nothing
        """;

    private const string RecoveredSql =
        """
        insert into node.recovered_dispatch (peer, lane, epoch, sequence, case_reference, state) values ($1, $2, $3, $4, $5, $6)
        on conflict (peer, lane, epoch, sequence) do update set state = greatest(node.recovered_dispatch.state, excluded.state)
        """;

    private const string MoveSql =
        """
        update node.outgoing_lane set
            digest = case when (epoch, sequence) < ($3, $4) then $5 else digest end,
            sequence = case when (epoch, sequence) < ($3, $4) then $4 else sequence end,
            receipted_sequence = case when epoch < $3 then $4 when epoch = $3 then greatest(receipted_sequence, $4) else receipted_sequence end,
            epoch = greatest(epoch, $3)
        where peer = $1 and lane = $2
        """;

    private const string CountSql =
        """
        select count(*), count(*) filter (where state <> 2), count(*) filter (where state = 2)
        from node.recovered_dispatch where peer = $1
        """;

    /// <summary>The chain to go on from: the last number that our store knows as answered.</summary>
    public async Task<RecoveredChain> StartAsync(string peer, Domain.Lane lane, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var outgoing = await OutgoingLanes.ReadAsync(connection, peer, lane, isToLock: false, cancellation);
        var start = new ChainPosition(outgoing.Cursor.Epoch, outgoing.Receipted, Federation.Digest.Zero);
        Federation.Digest? digest = start.Sequence == 0
            ? Federation.Digest.Zero
            : await Outbox.DigestAsync(connection, peer, lane, start.Epoch, start.Sequence, cancellation);
        return new RecoveredChain(start, digest, highWater.Read(peer, lane));
    }

    /// <summary>What was fetched so far, what of it is or will be in its case, and what is only kept as sent.</summary>
    public static async Task<(int Fetched, int Rebuilt, int NotRebuilt)> CountAsync(
        NpgsqlConnection connection, string peer, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(CountSql, connection) { Parameters = { new() { Value = peer } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return ((int)reader.GetInt64(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2));
    }

    /// <summary>Stores some dispatches in their order and moves the chain on.</summary>
    /// <exception cref="RecoveryException">Our store holds another dispatch under a number: a second history.</exception>
    public async Task TakeAsync(
        WriteSession session, string peer, Domain.Lane lane, IReadOnlyList<OwnDispatch> dispatches, CancellationToken cancellation)
    {
        var outgoing = await OutgoingLanes.ReadAsync(session.Connection, peer, lane, isToLock: true, cancellation);
        foreach (var dispatch in dispatches)
        {
            var held = await Outbox.DigestAsync(
                session.Connection, peer, lane, dispatch.Place.Epoch, dispatch.Place.Sequence, cancellation);
            if (held is { } digest && digest != dispatch.Digest)
                throw new RecoveryException(StopReasons.Fork);
            var place = await rebuilder.PlaceAsync(session, dispatch, cancellation);
            if (held is null)
                await InsertAsync(session, outgoing, dispatch, place, cancellation);
            await RebuildAsync(session, outgoing, dispatch, place, cancellation);
            await ExecuteAsync(
                session.Connection,
                MoveSql,
                cancellation,
                peer,
                (short)lane,
                (long)dispatch.Place.Epoch,
                (long)dispatch.Place.Sequence,
                dispatch.Digest.ToArray());
        }
    }

    private async Task RebuildAsync(
        WriteSession session, OutgoingLane lane, OwnDispatch dispatch, RestoredPlace place, CancellationToken cancellation)
    {
        var answer = await rebuilder.RebuildAsync(session, dispatch, place, cancellation);
        await ExecuteAsync(
            session.Connection,
            RecoveredSql,
            cancellation,
            lane.Peer,
            (short)lane.Lane,
            (long)dispatch.Place.Epoch,
            (long)dispatch.Place.Sequence,
            dispatch.Skeleton.CaseReference,
            (short)answer);
        if (dispatch.Receipt is not { } good || !Outcomes.ConsumesNumber(good.Receipt.Outcome, good.Receipt.Reason))
            return;
        await ExecuteAsync(
            session.Connection,
            ReceiptSql,
            cancellation,
            lane.Peer,
            (short)lane.Lane,
            (long)dispatch.Place.Epoch,
            (long)dispatch.Place.Sequence,
            (short)good.Receipt.Outcome,
            (short)good.Receipt.Reason,
            Google.Protobuf.MessageExtensions.ToByteArray(dispatch.ReceiptEnvelope),
            good.ReceiveTime.ToUniversalTime(),
            session.Now);
        if (answer == RebuildAnswer.Rebuilt)
            await rooms.For(place.StreamKind).RecordReceiptAsync(
                session,
                new OutboundReceipt(
                    place.Stream,
                    place.StreamKind,
                    dispatch.MessageId,
                    lane.Peer,
                    good.Receipt.Outcome,
                    good.Receipt.Reason,
                    good.ReceiveTime,
                    good.SigningKeyId),
                cancellation);
    }

    private static async Task InsertAsync(
        WriteSession session, OutgoingLane lane, OwnDispatch dispatch, RestoredPlace place, CancellationToken cancellation)
    {
        var writtenAt = dispatch.Skeleton.WriteTime?.ToDateTimeOffset() ?? session.Now;
        var row = new OutboxRow(
            dispatch.MessageId,
            dispatch.Place.Epoch,
            dispatch.Place.Sequence,
            dispatch.Digest,
            dispatch.Envelope,
            dispatch.Content,
            place.CaseId,
            place.Stream,
            place.StreamKind,
            writtenAt,
            TraceParent: null);
        var box = dispatch.Content is { Salt: { } salt, Body: { } body }
            ? await session.SealAsync(place.CaseId, StoredContent.Join(salt, body), cancellation)
            : null;
        var at = lane with { Cursor = ChainPosition.After(dispatch.Place, dispatch.Digest) };
        Outbox.Queue(session, at, row, box);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
