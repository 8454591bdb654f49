using System.Collections.Frozen;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Has rooms put the facts of recovered dispatches back into their cases.</summary>
internal sealed class Rebuilder(IEnumerable<IRestoringRoom> rooms, Outbox outbox)
{
    /// <summary>The stream kind of a recovered dispatch that no room knows.</summary>
    public const string NoRoom = "unknown";

    private const string WaitingSql =
        """
        select r.lane, r.epoch, r.sequence, o.message_id from node.recovered_dispatch r
        join node.outbox o on o.peer = r.peer and o.lane = r.lane and o.epoch = r.epoch and o.sequence = r.sequence
        where r.peer = $1 and r.case_reference = $2 and r.state = 0 order by r.lane, r.epoch, r.sequence
        """;

    private const string SettleSql =
        "update node.recovered_dispatch set state = ? where peer = ? and lane = ? and epoch = ? and sequence = ?";

    private readonly FrozenDictionary<DispatchBody.BodyOneofCase, IRestoringRoom> byBody = rooms
        .SelectMany(room => room.Bodies.Select(body => KeyValuePair.Create(body, room)))
        .ToFrozenDictionary();

    /// <summary>Where a dispatch belongs; one that no room knows is kept under its own id.</summary>
    public async Task<RestoredPlace> PlaceAsync(WriteSession session, OwnDispatch dispatch, CancellationToken cancellation) =>
        dispatch.Body is { } body && byBody.TryGetValue(body.BodyCase, out var room)
            ? await room.PlaceAsync(session, dispatch.Skeleton, body, cancellation)
            : new RestoredPlace(dispatch.MessageId, NoRoom, dispatch.MessageId);

    /// <summary>Puts its facts back.</summary>
    public async Task<RebuildAnswer> RebuildAsync(
        WriteSession session, OwnDispatch dispatch, RestoredPlace place, CancellationToken cancellation) =>
        dispatch.Body is { } body && byBody.TryGetValue(body.BodyCase, out var room)
            ? await room.RebuildAsync(session, new RestoredMessage(dispatch.MessageId, dispatch.Skeleton, body, place), cancellation)
            : RebuildAnswer.Never;

    /// <summary>Puts back what waited for a case that has just come again, in the session that takes it in.</summary>
    public async Task RebuildWaitingAsync(WriteSession session, string peer, string caseReference, CancellationToken cancellation)
    {
        foreach (var (lane, epoch, sequence, messageId) in await WaitingAsync(session.Connection, peer, caseReference, cancellation))
        {
            var sent = await outbox.ByMessageAsync(session.Connection, peer, [messageId], cancellation);
            var row = sent.FirstOrDefault().Row;
            if (row is null || Bodies.Read(row.Content.Body).Body is not { } body || !byBody.TryGetValue(body.BodyCase, out var room))
                continue;
            var place = new RestoredPlace(row.Stream, row.StreamKind, row.CaseId);
            var skeleton = DispatchSkeleton.Parser.ParseFrom(row.Envelope.Payload);
            var answer = await room.RebuildAsync(session, new RestoredMessage(messageId, skeleton, body, place), cancellation);
            if (answer != RebuildAnswer.Waits)
                session.Queue(SettleSql, (short)answer, peer, (short)lane, epoch, sequence);
        }
    }

    /// <summary>Lets numbers that may have been given since the backup never be given again.</summary>
    public async Task SkipNumbersAsync(CancellationToken cancellation)
    {
        foreach (var room in byBody.Values.Distinct())
            await room.SkipNumbersAsync(cancellation);
    }

    private static async Task<List<(Domain.Lane Lane, long Epoch, long Sequence, Guid MessageId)>> WaitingAsync(
        NpgsqlConnection connection, string peer, string caseReference, CancellationToken cancellation)
    {
        var waiting = new List<(Domain.Lane, long, long, Guid)>();
        await using var command = new NpgsqlCommand(WaitingSql, connection)
        {
            Parameters = { new() { Value = peer }, new() { Value = caseReference } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            waiting.Add(((Domain.Lane)reader.GetInt16(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetGuid(3)));
        return waiting;
    }
}
