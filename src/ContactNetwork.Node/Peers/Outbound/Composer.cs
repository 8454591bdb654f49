using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Npgsql;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// Gives owed messages their numbers: 1. locks the lane; 2. has the rooms compose; 3. signs; 4. stores the exact bytes
/// and moves the cursor, in one transaction under the lease; 5. writes the high-water file. Only then may they leave.
/// </summary>
internal sealed class Composer(
    Shell shell,
    Outbox outbox,
    OutboundRooms rooms,
    INodeCredentials credentials,
    NodeIdentity node,
    DueTable due,
    IStoreClock clock,
    HighWater highWater,
    ILogger<Composer> log)
{
    private const string NotOwed = "NOT_OWED";

    /// <summary>Composes what the lane owes next.</summary>
    /// <param name="peer">The receiver.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="lease">The lane's lease.</param>
    /// <param name="countMax">How many at most.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public async Task<IReadOnlyList<OutboxRow>> ComposeAsync(
        string peer, Domain.Lane lane, Lease lease, int countMax, CancellationToken cancellation)
    {
        var composed = await shell.RunAsync(
            (session, inner) => ComposeAsync(session, peer, lane, lease, countMax, inner), cancellation);
        foreach (var (row, fault) in composed.Failed)
        {
            if (fault is not null)
                log.MessageNotComposed(fault, row.StreamKind, row.Stream);
            await due.RecordAsync(
                lease, row, fault is null ? NotOwed : $"FAULT_{fault.GetType().Name}", row.NextTry, clock.Now, cancellation);
        }

        if (composed.Rows.Count > 0)
            highWater.Write(peer, lane, composed.Cursor);
        return composed.Rows;
    }

    private async Task<Composed> ComposeAsync(
        WriteSession session, string peer, Domain.Lane lane, Lease lease, int countMax, CancellationToken cancellation)
    {
        var outgoing = await OutgoingLanes.ReadAsync(session.Connection, peer, lane, isToLock: true, cancellation);
        var composed = new Composed([], [], outgoing.Cursor);
        if (outgoing.StopReason is not null)
            return composed;
        var owed = await Outbox.OwedAsync(session.Connection, outgoing, clock.Now, countMax, cancellation);
        if (owed.Count == 0)
            return composed;
        session.Guard(lease);
        var earlier = (await outbox.ByMessageAsync(session.Connection, peer, [.. owed.Select(MessageId)], cancellation))
            .ToLookup(sent => sent.Row.MessageId, sent => sent.Row.Content);
        var rows = new List<(OutboxRow Row, byte[]? Sealed)>();
        foreach (var row in owed)
        {
            var (message, fault) = await TryComposeAsync(session, row, cancellation);
            if (message is null)
            {
                composed.Failed.Add((row, fault));
                continue;
            }

            var content = earlier[message.MessageId].FirstOrDefault() ?? ContentOf(message);
            var written = Write(outgoing, composed.Cursor.Next(), message, content, session.Now);
            var stored = new OutboxRow(
                message.MessageId,
                written.Place.Epoch,
                written.Place.Sequence,
                written.Dispatch.Digest,
                written.Dispatch.Skeleton,
                content,
                message.CaseId,
                row.Stream,
                row.StreamKind,
                row.Item.DueAt,
                row.TraceParent);
            composed = composed with { Cursor = ChainPosition.After(written.Place, stored.Digest) };
            rows.Add((stored, await SealAsync(session, stored, cancellation)));
        }

        if (rows.Count == 0)
            return composed;
        await Outbox.InsertAsync(session.Connection, outgoing, rows, session.Now, cancellation);
        await OutgoingLanes.MoveAsync(session.Connection, outgoing with { Cursor = composed.Cursor }, cancellation);
        composed.Rows.AddRange(rows.Select(row => row.Row));
        return composed;
    }

    /// <summary>One message that can't be composed must not hold up the lane; a fault of the store holds up all.</summary>
    private async Task<(OutboundDispatch? Message, Exception? Fault)> TryComposeAsync(
        WriteSession session, DueRow row, CancellationToken cancellation)
    {
        try
        {
            var message = await rooms.For(row.StreamKind).ComposeAsync(session, row, cancellation);
            if (message?.Body?.CalculateSize() > DispatchLimits.BodyBytesMax)
                throw new InvalidOperationException($"A body may have at most {DispatchLimits.BodyBytesMax} bytes.");
            return (message, null);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or NpgsqlException)
            && !StoreFaults.IsStoreAway(fault) && !StoreFaults.IsLostRace(fault))
        {
            return (null, fault);
        }
    }

    private static DispatchContent ContentOf(OutboundDispatch message) => message.Body is { } body
        ? DispatchContent.Of(body.ToByteString())
        : DispatchContent.ErasedBefore();

    private (ChainPlace Place, WrittenDispatch Dispatch) Write(
        OutgoingLane lane, ChainPlace place, OutboundDispatch message, DispatchContent content, DateTimeOffset now)
    {
        var draft = new DispatchDraft(
            message.MessageId,
            (Federation.V1.Purpose)(int)message.Purpose,
            Address(node, lane.Peer, lane.Lane),
            place,
            now,
            message.CaseReference,
            (ulong)message.CaseSequence,
            message.MustUnderstand,
            content);
        return (place, DispatchWriter.Write(draft, credentials.Current.SigningKey));
    }

    private static async Task<byte[]?> SealAsync(WriteSession session, OutboxRow row, CancellationToken cancellation) =>
        row.Content is { Salt: { } salt, Body: { } body }
            ? await session.SealAsync(row.CaseId, StoredContent.Join(salt, body), cancellation)
            : null;

    /// <summary>The chain of a lane to a peer.</summary>
    internal static ChainAddress Address(NodeIdentity node, string peer, Domain.Lane lane) =>
        new(node.NetworkId, (Federation.V1.Realm)(int)node.Realm, node.Country, peer, lane.ToWire());

    private static Guid MessageId(DueRow row) => Guid.ParseExact(row.Item.Key, "N");

    private sealed record Composed(List<OutboxRow> Rows, List<(DueRow Row, Exception? Fault)> Failed, ChainPosition Cursor);
}
