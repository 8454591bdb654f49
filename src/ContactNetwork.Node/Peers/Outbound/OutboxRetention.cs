using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using Npgsql;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// Deletes the bytes of dispatches long after the other side has answered them for good. Their digests and receipts stay
/// for ever; what the peer has lost since (it went back to an earlier number) stays too, because it is sent again.
/// </summary>
internal sealed class OutboxRetention(NpgsqlDataSource source) : IRetention
{
    /// <summary>How long bytes are kept after the answer was recorded: a peer restored from a backup of so long ago still gets them.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    /// <summary>Deleted at once.</summary>
    public const int BatchMax = 500;

    private const string DeleteSql =
        """
        with old as (
            select o.peer, o.lane, o.epoch, o.sequence
            from node.outbox o
            join node.outgoing_lane l on l.peer = o.peer and l.lane = o.lane
            where o.write_time < $1
              and (o.epoch < l.epoch or (o.epoch = l.epoch and o.sequence <= l.receipted_sequence))
              and exists (select 1 from node.receipt r
                where r.peer = o.peer and r.lane = o.lane and r.epoch = o.epoch and r.sequence = o.sequence
                  and r.outcome <> $2 and r.record_time < $1)
            limit $3 for update of o skip locked),
        gone as (
            delete from node.outbox o using old
            where o.peer = old.peer and o.lane = old.lane and o.epoch = old.epoch and o.sequence = old.sequence
            returning o.peer, o.lane, o.epoch, o.sequence, o.digest)
        insert into node.sent_digest (peer, lane, epoch, sequence, digest)
        select peer, lane, epoch, sequence, digest from gone
        """;

    public string What => "sent dispatches";

    public async Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DeleteSql);
        command.Parameters.Add(new() { Value = now - Kept });
        command.Parameters.Add(new() { Value = (short)Outcome.StoredUnprocessed });
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
