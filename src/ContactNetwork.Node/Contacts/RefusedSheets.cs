using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace ContactNetwork.Node.Contacts;

/// <summary>Keeps what was refused as evidence, and tells the desk when something new comes.</summary>
internal sealed class RefusedSheets(ILogger<RefusedSheets> log)
{
    /// <summary>Documents kept about one country; further ones are only logged, so that nobody can fill the store.</summary>
    public const int KeptMax = 100;

    private const string InsertSql =
        """
        insert into node.refused_sheet (country, version, digest, fault, origin, envelope, receive_time)
        select $1, $2, $3, $4, $5, $6, $7
        where (select count(*) from node.refused_sheet where country = $1) < $8
        on conflict do nothing
        """;

    private const string ListSql =
        """
        select version, digest, fault, origin, receive_time, envelope from node.refused_sheet
        where country = $1 order by receive_time desc limit $2
        """;

    private const string CountSql = "select country, count(*), bool_or(fault = $1) from node.refused_sheet group by country";

    /// <summary>Keeps a refused sheet in this session; what is new raises an alert with it.</summary>
    public async Task KeepAsync(WriteSession session, SheetVerdict.Refused refused, string origin, CancellationToken cancellation)
    {
        log.SheetRefused(refused.Fault, refused.Detail, origin);
        if (refused.Offered is not { } sheet)
            return;
        await using var command = new NpgsqlCommand(InsertSql, session.Connection)
        {
            Parameters =
            {
                new() { Value = sheet.Country },
                new() { Value = (long)sheet.Version },
                new() { Value = sheet.Digest.ToArray() },
                new() { Value = (short)refused.Fault },
                new() { Value = origin },
                new() { Value = sheet.Envelope.ToByteArray() },
                new() { Value = session.Now },
                new() { Value = KeptMax },
            },
        };
        if (await command.ExecuteNonQueryAsync(cancellation) == 0)
            return;
        var cause = refused.Fault == SheetFault.Fork ? ContactsCauses.SheetForked : ContactsCauses.SheetRefused;
        Notices.Leave(session, new PeersNotice(
            cause, sheet.Country, ContactsIds.Of($"refused-sheet/{sheet.Country}/{refused.Fault}"), "", Domain.Urgency.Urgent, IsTest: false));
    }

    /// <summary>What was refused about a country, newest first.</summary>
    public static async Task<IReadOnlyList<V1.RefusedSheet>> ListAsync(
        NpgsqlConnection connection, string country, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ListSql, connection)
        {
            Parameters = { new() { Value = country }, new() { Value = KeptMax } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<V1.RefusedSheet>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new V1.RefusedSheet
            {
                Version = reader.GetInt64(0),
                Digest = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)),
                Fault = CodeOf((SheetFault)reader.GetInt16(2)),
                Origin = reader.GetString(3),
                ReceiveTime = Timestamp.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(4)),
                Envelope = Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(5)),
            });
        }

        return rows;
    }

    /// <summary>How many were refused about each country, and whether a fork is among them.</summary>
    public static async Task<IReadOnlyDictionary<string, (int Count, bool IsForked)>> CountAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(CountSql, connection) { Parameters = { new() { Value = (short)SheetFault.Fork } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<string, (int, bool)>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            counts[reader.GetString(0)] = ((int)reader.GetInt64(1), reader.GetBoolean(2));
        return counts;
    }

    private static string CodeOf(SheetFault fault) => fault switch
    {
        SheetFault.Malformed => "MALFORMED",
        SheetFault.MemberUnknown => "MEMBER_UNKNOWN",
        SheetFault.Signature => "SIGNATURE",
        SheetFault.ForeignSignature => "FOREIGN_SIGNATURE",
        SheetFault.DirectorySignatures => "DIRECTORY_SIGNATURES",
        SheetFault.Fork => "FORK",
        _ => "UNKNOWN",
    };
}
