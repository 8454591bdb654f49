using ContactNetwork.Domain;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Shows the proofs of second histories: the dispatch that was taken, and the other one, both signed by the same country.</summary>
internal static class ForkTable
{
    private const int PerPeerMax = 20;

    private const string AllSql =
        """
        select peer, lane, epoch, sequence, digest, envelope, receive_time, kept_digest, kept_envelope from (
            select c.peer, c.lane, c.epoch, c.sequence, c.digest, c.envelope, c.receive_time, i.digest as kept_digest,
                i.envelope as kept_envelope, row_number() over (partition by c.peer order by c.receive_time desc) as place
            from node.conflicting_dispatch c
            left join node.inbox i on i.peer = c.peer and i.lane = c.lane and i.epoch = c.epoch and i.sequence = c.sequence) f
        where place <= $1 order by peer, place
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
                KeptDigest = reader.IsDBNull(7) ? "" : Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(7)),
                KeptEnvelope = reader.IsDBNull(8) ? ByteString.Empty : ByteString.CopyFrom(reader.GetFieldValue<byte[]>(8)),
            }));
        }

        return all.ToLookup(fork => fork.Peer, fork => fork.Proof, StringComparer.Ordinal);
    }
}
