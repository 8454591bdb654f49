using ContactNetwork.Domain;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Keeps and shows the proofs of second histories: the dispatch that was kept, and the other one, both signed by the same
/// country. Where the other one names another predecessor, the kept one is that before it.
/// </summary>
internal static class ForkTable
{
    private const int PerPeerMax = 20;

    private const string AllSql =
        """
        select peer, lane, epoch, sequence, digest, envelope, receive_time, kept_sequence, kept_digest, kept_envelope, is_own from (
            select *, row_number() over (partition by peer order by receive_time desc) as place from (
                select c.*, k.sequence as kept_sequence, k.digest as kept_digest, k.envelope as kept_envelope, false as is_own
                from node.conflicting_dispatch c left join lateral (
                    select i.sequence, i.digest, i.envelope from node.inbox i
                    where i.peer = c.peer and i.lane = c.lane and i.epoch = c.epoch and i.sequence in (c.sequence, c.sequence - 1)
                    order by i.sequence desc limit 1) k on true
                union all
                select c.*, coalesce(o.sequence, s.sequence), coalesce(o.digest, s.digest), o.envelope, true
                from node.own_conflicting_dispatch c
                left join node.outbox o on o.peer = c.peer and o.lane = c.lane and o.epoch = c.epoch and o.sequence = c.sequence
                left join node.sent_digest s on s.peer = c.peer and s.lane = c.lane and s.epoch = c.epoch and s.sequence = c.sequence
                ) every) f
        where place <= $1 order by peer, place
        """;

    private const string KeepColumns =
        "(peer, lane, epoch, sequence, digest, envelope, receive_time) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";

    private const string KeepTheirsSql = $"insert into node.conflicting_dispatch {KeepColumns}";

    private const string KeepOwnSql = $"insert into node.own_conflicting_dispatch {KeepColumns}";

    /// <summary>Keeps what a picture proved, with the lane that stops for it.</summary>
    public static async Task KeepAsync(
        NpgsqlConnection connection, string peer, LaneFinding fork, bool isOwn, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(isOwn ? KeepOwnSql : KeepTheirsSql, connection)
        {
            Parameters =
            {
                new() { Value = peer },
                new() { Value = (short)fork.Lane },
                new() { Value = (long)fork.Cursor.Epoch },
                new() { Value = (long)fork.Cursor.Sequence },
                new() { Value = fork.Cursor.Digest.ToByteArray() },
                new() { Value = fork.Cursor.Proof.ToByteArray() },
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The newest proofs of each peer.</summary>
    public static async Task<ILookup<string, ForkProof>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var all = new List<(string Peer, ForkProof Proof)>();
        await using var command = new NpgsqlCommand(AllSql, connection) { Parameters = { new() { Value = PerPeerMax } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            all.Add((reader.GetString(0), new ForkProof
            {
                Lane = ((Lane)reader.GetInt16(1)).Code(),
                Epoch = reader.GetInt64(2),
                Sequence = reader.GetInt64(3),
                OtherDigest = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(4)),
                OtherEnvelope = ByteString.CopyFrom(reader.GetFieldValue<byte[]>(5)),
                ReceiveTime = Timestamp.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(6)),
                KeptSequence = reader.IsDBNull(7) ? 0 : reader.GetInt64(7),
                KeptDigest = reader.IsDBNull(8) ? "" : Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(8)),
                KeptEnvelope = reader.IsDBNull(9) ? ByteString.Empty : ByteString.CopyFrom(reader.GetFieldValue<byte[]>(9)),
                IsOwn = reader.GetBoolean(10),
            }));
        }

        return all.ToLookup(fork => fork.Peer, fork => fork.Proof, StringComparer.Ordinal);
    }
}
