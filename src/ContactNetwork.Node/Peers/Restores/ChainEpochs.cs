using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Opens a new epoch of each chain to a peer that was ever used: its number is signed in each dispatch that follows.</summary>
internal sealed class ChainEpochs(HighWater highWater)
{
    /// <summary>How far the epoch goes on after everything was fetched back.</summary>
    public const ulong Step = 1;

    /// <summary>How far it goes on where the peer could not tell which epochs it has seen.</summary>
    public const ulong BlindStep = 1000;

    private const string OpenSql =
        """
        update node.outgoing_lane set epoch = $3, sequence = 0, digest = decode(repeat('00', 32), 'hex'), receipted_sequence = 0,
            stop_reason = null, stop_time = null, attempts = 0, next_attempt = null, last_error = null, told_reason = null
        where peer = $1 and lane = $2
        """;

    private const string UnparkSql =
        "update node.due set park_time = null, attempts = 0, next_try = due_at where kind = 'deliver' and peer = ? and park_time is not null";

    /// <summary>Opens them in this session; answers the new beginnings.</summary>
    public async Task<IReadOnlyList<(Domain.Lane Lane, ChainPosition Cursor)>> OpenAsync(
        WriteSession session, string peer, ulong step, CancellationToken cancellation)
    {
        var opened = new List<(Domain.Lane, ChainPosition)>();
        foreach (var lane in PeerLanes.All)
        {
            var outgoing = await OutgoingLanes.ReadAsync(session.Connection, peer, lane, isToLock: true, cancellation);
            var file = highWater.Read(peer, lane);
            if (outgoing.Cursor is { Epoch: <= 1, Sequence: 0 } && file is null && outgoing.StopReason is null)
                continue;
            var epoch = Math.Max(outgoing.Cursor.Epoch, file?.Epoch ?? 0) + step;
            await using var command = new NpgsqlCommand(OpenSql, session.Connection)
            {
                Parameters = { new() { Value = peer }, new() { Value = (short)lane }, new() { Value = (long)epoch } },
            };
            await command.ExecuteNonQueryAsync(cancellation);
            opened.Add((lane, new ChainPosition(epoch, 0, Digest.Zero)));
        }

        session.Queue(UnparkSql, peer);
        session.WakeAfterCommit(WakeTopics.Due);
        return opened;
    }

    /// <summary>Writes the high-water files after the commit.</summary>
    public void WriteHighWater(string peer, IReadOnlyList<(Domain.Lane Lane, ChainPosition Cursor)> opened)
    {
        foreach (var (lane, cursor) in opened)
            highWater.Write(peer, lane, cursor);
    }
}
