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
/// One that can't be composed is put off and tried again, after longer and longer pauses; then it is parked, alone, and the
/// desk is called.
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
    Notices notices,
    ILogger<Composer> log)
{
    private const string NotOwed = "NOT_OWED";

    /// <summary>Where many can't be composed together, so many times fewer are tried.</summary>
    private const int FewerBy = 4;

    /// <summary>Composes what the lane owes next.</summary>
    /// <param name="peer">The receiver.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="lease">The lane's lease.</param>
    /// <param name="countMax">How many at most.</param>
    /// <param name="mayCompose">Asked with the locked lane; where it says no, nothing is composed. May be asked again.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public async Task<IReadOnlyList<OutboxRow>> ComposeAsync(
        string peer, Domain.Lane lane, Lease lease, int countMax, Predicate<OutgoingLane> mayCompose, CancellationToken cancellation)
    {
        var composed = await ComposeFewerAsync(peer, lane, lease, countMax, mayCompose, cancellation);
        foreach (var (row, fault) in composed.Failed)
        {
            if (fault is null)
                await due.RecordAsync(lease, row, NotOwed, row.NextTry, clock.Now, cancellation);
            else
                await PutOffAsync(peer, lane, lease, row, fault, cancellation);
        }

        // Where this fails, the lane is held before the first of them leaves.
        if (composed.Rows.Count > 0)
            highWater.TryKeep(peer, lane, composed.Cursor);
        return composed.Rows;
    }

    /// <summary>
    /// Some faults of one message make the store give up the whole transaction, and many may be too slow together: then
    /// fewer are composed, down to the one whose fault it is.
    /// </summary>
    private async Task<Composed> ComposeFewerAsync(
        string peer, Domain.Lane lane, Lease lease, int countMax, Predicate<OutgoingLane> mayCompose, CancellationToken cancellation)
    {
        for (var count = countMax; ;)
        {
            List<OwedRow> together = [];
            try
            {
                return await shell.RunAsync(
                    (session, inner) => ComposeAsync(session, peer, lane, lease, count, mayCompose, owed => together = owed, inner), cancellation);
            }
            catch (Exception fault) when (together.Count > 0 && StoreFaults.IsOwn(fault))
            {
                if (together.Count == 1)
                    return new Composed([], [(together[0].Row, fault)], default);
                log.MessagesNotComposedTogether(fault, together.Count);
                count = Math.Max(1, together.Count / FewerBy);
            }
        }
    }

    /// <summary>A fault may be over in a moment, as when a row was locked; one that stays is people's.</summary>
    private async Task PutOffAsync(
        string peer, Domain.Lane lane, Lease lease, DueRow row, Exception fault, CancellationToken cancellation)
    {
        var isSlow = StoreFaults.IsRefusedAsSlow(fault);
        var error = isSlow ? RowClerk.StoreSlow : RowClerk.FaultCode(fault.GetType());
        if ((isSlow ? RowClerk.PauseAfterSlowness(row) : RowClerk.PauseAfterFault(row)) is { } pause)
        {
            log.MessagePutOff(fault, row.StreamKind, row.Stream, row.Attempts + 1, pause);
            await due.RecordAsync(lease, row, error, clock.Now + pause, parkTime: null, cancellation);
            return;
        }

        log.MessageNotComposed(fault, row.StreamKind, row.Stream);
        await notices.RunAsync(
            shell,
            (session, inner) => DueTable.RecordAsync(session.Connection, lease, row, error, row.NextTry, session.Now, inner),
            new PeersNotice(PeersCauses.MessageNotComposed, peer, row.Stream, "", lane.TroubleUrgency(), IsTest: false),
            cancellation);
    }

    private async Task<Composed> ComposeAsync(
        WriteSession session,
        string peer,
        Domain.Lane lane,
        Lease lease,
        int countMax,
        Predicate<OutgoingLane> mayCompose,
        Action<List<OwedRow>> begin,
        CancellationToken cancellation)
    {
        var (outgoing, owed) = await Outbox.LockAsync(session.Connection, peer, lane, clock.Now, countMax, cancellation);
        var composed = new Composed([], [], outgoing.Cursor);
        if (!mayCompose(outgoing) || outgoing.StopReason is not null || owed.Count == 0)
            return composed;
        begin(owed);
        session.Guard(lease);
        var earlier = await EarlierAsync(session, peer, owed, cancellation);
        await PrepareAsync(session, owed, cancellation);
        foreach (var row in owed)
        {
            var (message, fault) = await TryComposeAsync(session, row.Row, cancellation);
            if (message is null)
            {
                composed.Failed.Add((row.Row, fault));
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
                row.Row.Stream,
                row.Row.StreamKind,
                row.Row.Item.DueAt,
                row.Row.TraceParent);
            composed = composed with { Cursor = ChainPosition.After(written.Place, stored.Digest) };
            Outbox.Queue(session, outgoing, stored, await SealAsync(session, stored, cancellation));
            composed.Rows.Add(stored);
        }

        if (composed.Rows.Count > 0)
            OutgoingLanes.QueueMove(session, outgoing, composed.Cursor);
        return composed;
    }

    /// <summary>The content of messages that were sent before: it stays what it was.</summary>
    private async Task<ILookup<Guid, DispatchContent>> EarlierAsync(
        WriteSession session, string peer, List<OwedRow> owed, CancellationToken cancellation)
    {
        Guid[] sent = [.. owed.Where(row => row.WasSent).Select(row => row.MessageId)];
        var rows = sent.Length == 0 ? [] : await outbox.ByMessageAsync(session.Connection, peer, sent, cancellation);
        return rows.ToLookup(earlier => earlier.Row.MessageId, earlier => earlier.Row.Content);
    }

    /// <summary>Reads ahead for all. Where that fails, each is read for itself, so that one that can't be read holds up no other.</summary>
    private async Task PrepareAsync(WriteSession session, List<OwedRow> owed, CancellationToken cancellation)
    {
        try
        {
            await rooms.PrepareToComposeAsync(session, owed.Select(row => (row.Row.StreamKind, row.Row.Stream)), cancellation);
        }
        catch (Exception fault) when (IsOfMessage(fault))
        {
            log.MessagesNotPrepared(fault, owed.Count);
        }
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
        catch (Exception fault) when (IsOfMessage(fault))
        {
            return (null, fault);
        }
    }

    private static bool IsOfMessage(Exception fault) => fault is not (OperationCanceledException or NpgsqlException)
        && !StoreFaults.IsStoreAway(fault) && !StoreFaults.IsLostRace(fault);

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

    private sealed record Composed(List<OutboxRow> Rows, List<(DueRow Row, Exception? Fault)> Failed, ChainPosition Cursor);
}
