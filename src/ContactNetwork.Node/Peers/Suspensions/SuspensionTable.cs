using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Suspension = ContactNetwork.V1.PeerSuspension;

namespace ContactNetwork.Node.Peers.Suspensions;

/// <summary>Keeps the peers that are suspended here at hand, in the transaction of the facts.</summary>
internal sealed class SuspensionView(NodeIdentity node) : IView<PeerRecord>
{
    private const string UpsertSql =
        "insert into node.peer_suspension (country, row) values (?, ?) on conflict (country) do update set row = excluded.row";

    private const string DeleteSql = "delete from node.peer_suspension where country = ?";

    public void Update(WriteSession session, Guid streamId, PeerRecord state, long version)
    {
        if (Show(state, node) is { } shown)
            session.Queue(UpsertSql, state.Country, shown.ToByteArray());
        else
            session.Queue(DeleteSql, state.Country);
        session.WakeAfterCommit(WakeTopics.Peers);
    }

    /// <summary>The suspension as people see it; null where there is none.</summary>
    public static Suspension? Show(PeerRecord state, NodeIdentity node) => state.Suspension is not { } suspension ? null : new Suspension
    {
        Suspender = ShowActor(suspension.By, node),
        SuspendTime = Timestamp.FromDateTimeOffset(suspension.At),
        Because = suspension.Because,
        LapseTime = Stamp(suspension.LapseAt),
        Confirmer = ShowActor(suspension.ConfirmedBy, node),
        ConfirmTime = Stamp(suspension.ConfirmedAt),
        ResumeProposer = ShowActor(suspension.ResumeProposal?.By, node),
        ResumeProposeTime = Stamp(suspension.ResumeProposal?.At),
        ResumeBecause = suspension.ResumeProposal?.Because ?? "",
    };

    /// <summary>A person as people see it; null where nobody acted.</summary>
    public static PeerActor? ShowActor(Domain.Actor? actor, NodeIdentity node) => actor is null
        ? null
        : new PeerActor { Person = actor.PersonId is { } person ? node.Name("people", person) : "", Role = actor.Role };

    private static Timestamp? Stamp(DateTimeOffset? at) => at is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}

/// <summary>Reads the suspensions.</summary>
internal static class SuspensionTable
{
    private const string CountriesSql = "select country from node.peer_suspension";

    private const string AllSql =
        """
        select s.country, s.row, (select count(*) from node.due d where d.kind = 'deliver' and d.peer = s.country)
        from node.peer_suspension s
        """;

    /// <summary>The suspended countries.</summary>
    public static async Task<IReadOnlyCollection<string>> CountriesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var countries = new List<string>();
        await using var command = new NpgsqlCommand(CountriesSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            countries.Add(reader.GetString(0));
        return countries;
    }

    /// <summary>The suspensions by country, with what waits.</summary>
    public static async Task<IReadOnlyDictionary<string, Suspension>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var all = new Dictionary<string, Suspension>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var shown = Suspension.Parser.ParseFrom(reader.GetFieldValue<byte[]>(1));
            shown.WaitingCount = reader.GetInt64(2);
            all[reader.GetString(0)] = shown;
        }

        return all;
    }
}
