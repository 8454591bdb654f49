using ContactNetwork.Federation;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Npgsql;
using Urgency = ContactNetwork.Domain.Urgency;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>What lies beside the notices in force: calls for the desk, and notices whose signers are not known here.</summary>
internal static class NoticeTable
{
    /// <summary>Unknown notices kept in all.</summary>
    public const int UnknownMax = 64;

    /// <summary>Unknown notices kept of one origin.</summary>
    public const int UnknownPerOriginMax = 8;

    private const string CallSql =
        """
        insert into node.peer_notice (id, cause, peer, subject, reference, urgency, is_test, create_time)
        values ($1, $2, $3, $4, '', $5, false, clock_timestamp())
        """;

    private const string KeepSql =
        """
        insert into node.unknown_notice (digest, envelope, origin) select $1, $2, $3
        where (select count(*) from node.unknown_notice) < $4 and (select count(*) from node.unknown_notice where origin = $3) < $5
        on conflict do nothing
        """;

    private const string UnknownSql = "select envelope from node.unknown_notice order by receive_time";

    private const string ForgetSql = "delete from node.unknown_notice where digest = $1";

    /// <summary>Leaves a call for the desk; <see cref="NoticeRelay"/> makes it within seconds.</summary>
    public static Task CallDeskAsync(NpgsqlConnection connection, string country, Digest notice, CancellationToken cancellation) => ExecuteAsync(
        connection,
        CallSql,
        cancellation,
        Guid.NewGuid(),
        PeersCauses.KeyCompromised,
        country,
        SubjectOf(notice),
        (short)Urgency.Emergency);

    /// <summary>Keeps a notice, within bounds; one over them is forgotten.</summary>
    public static Task KeepUnknownAsync(NpgsqlConnection connection, Envelope notice, string origin, CancellationToken cancellation) => ExecuteAsync(
        connection,
        KeepSql,
        cancellation,
        Digest.Of(notice.Payload).ToArray(),
        notice.ToByteArray(),
        origin,
        (long)UnknownMax,
        (long)UnknownPerOriginMax);

    /// <summary>The kept notices.</summary>
    public static async Task<IReadOnlyList<Envelope>> UnknownAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var notices = new List<Envelope>();
        await using var command = new NpgsqlCommand(UnknownSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            notices.Add(Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        return notices;
    }

    /// <summary>Forgets a notice that is in force now.</summary>
    public static Task ForgetAsync(NpgsqlConnection connection, Digest notice, CancellationToken cancellation) =>
        ExecuteAsync(connection, ForgetSql, cancellation, notice.ToArray());

    /// <summary>Names a notice where alerts need an id.</summary>
    private static Guid SubjectOf(Digest notice)
    {
        var bytes = notice.ToArray().AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
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
