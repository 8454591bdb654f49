using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Keeps and shows the proofs of second histories: the dispatch that was kept, and the other one, both signed by the same
/// country. Where the other one names another predecessor, the kept one is that before it.
/// </summary>
internal static class ForkTable
{
    /// <summary>Proofs kept of one peer, and as many of our own forks that it showed: the first ones tell the story, and nobody can fill the store with more.</summary>
    public const int KeptMax = 100;

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

    private static readonly string KeepTheirsSql = KeepSql("node.conflicting_dispatch");

    private static readonly string KeepOwnSql = KeepSql("node.own_conflicting_dispatch");

    private const string LeftOutSql = "select peer, left_out from node.fork_count";

    /// <summary>Keeps a dispatch of a second history, with the lane that stops for it, or counts it where enough are kept.</summary>
    /// <param name="connection">The caller's transaction.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="other">The other dispatch.</param>
    /// <param name="isOwn">It is signed by us, and the peer showed it; else by the peer.</param>
    /// <param name="now">When it came.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public static async Task KeepAsync(
        NpgsqlConnection connection, string peer, OtherDispatch other, bool isOwn, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(isOwn ? KeepOwnSql : KeepTheirsSql, connection)
        {
            Parameters =
            {
                new() { Value = peer },
                new() { Value = (short)other.Lane },
                new() { Value = other.Epoch },
                new() { Value = other.Sequence },
                new() { Value = other.Digest.ToArray() },
                new() { Value = other.Envelope.ToByteArray() },
                new() { Value = now },
                new() { Value = KeptMax },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>How often a proof came from or about each peer that was not kept, because enough were.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> LeftOutAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LeftOutSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    // One that is kept already is neither kept again nor counted.
    private static string KeepSql(string table) =>
        $"""
        with known as (
            select 1 from {table} where peer = $1 and lane = $2 and epoch = $3 and sequence = $4 and digest = $5),
        kept as (
            insert into {table} (peer, lane, epoch, sequence, digest, envelope, receive_time)
            select $1, $2, $3, $4, $5, $6, $7
            where (select count(*) from {table} where peer = $1) < $8
            on conflict do nothing returning 1)
        insert into node.fork_count as f (peer, left_out)
        select $1, 1 where not exists (select from known) and not exists (select from kept)
        on conflict (peer) do update set left_out = f.left_out + 1
        """;

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

/// <summary>A dispatch of a second history.</summary>
internal sealed record OtherDispatch(Lane Lane, long Epoch, long Sequence, Digest Digest, Envelope Envelope)
{
    /// <summary>As a picture proved it.</summary>
    public static OtherDispatch Of(LaneFinding fork) => new(
        fork.Lane, (long)fork.Cursor.Epoch, (long)fork.Cursor.Sequence, Digest.Of(fork.Cursor.Proof.Payload), fork.Cursor.Proof);

    /// <summary>As it was delivered.</summary>
    public static OtherDispatch Of(Lane lane, ArrivedDispatch dispatch) => new(
        lane, (long)dispatch.Place.Epoch, (long)dispatch.Place.Sequence, dispatch.Digest, dispatch.Envelope);
}
