using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Keeps how each restore stands, in the transaction of its facts.</summary>
internal sealed class RestoreView(NodeIdentity node) : IView<PeerRecord>
{
    private const string UpsertSql =
        """
        insert into node.peer_restore as r (country, is_held, row) values (?, ?, ?)
        on conflict (country) do update set is_held = excluded.is_held, row = excluded.row,
            last_error = case when excluded.is_held then r.last_error end
        """;

    public void Update(WriteSession session, Guid streamId, PeerRecord state, long version)
    {
        if (Show(state, node) is { } shown)
            session.Queue(UpsertSql, state.Country, shown.State == RestoreState.Held, shown.ToByteArray());
    }

    /// <summary>The restore as people see it; null where the store never was restored.</summary>
    public static PeerRestore? Show(PeerRecord state, NodeIdentity node) => state.Restoration is not { } restoration ? null : new PeerRestore
    {
        Country = state.Country,
        State = restoration switch
        {
            { EndedAt: null } => RestoreState.Held,
            { AcceptedBy: not null } => RestoreState.LossAccepted,
            _ => RestoreState.Done,
        },
        DetectTime = Timestamp.FromDateTimeOffset(restoration.DetectedAt),
        EndTime = restoration.EndedAt is { } end ? Timestamp.FromDateTimeOffset(end) : null,
        FetchedCount = restoration.Fetched,
        RebuiltCount = restoration.Rebuilt,
        NotRebuiltCount = restoration.NotRebuilt,
        Accepter = SuspensionView.ShowActor(restoration.AcceptedBy, node),
        Because = restoration.Because,
    };
}

/// <summary>Reads the restores.</summary>
internal static class RestoreTable
{
    private const string AllSql = "select row, last_error from node.peer_restore order by country";

    private const string HeldSql = "select country from node.peer_restore where is_held";

    private const string BehindSql =
        """
        select distinct peer from node.outgoing_lane l where stop_reason = $1
          and not exists (select 1 from node.peer_restore r where r.country = l.peer and r.is_held)
        """;

    private const string WaitingSql = "select distinct peer from node.recovered_dispatch where state = 0";

    private const string FailedSql = "update node.peer_restore set last_error = $2 where country = $1";

    /// <summary>All restores.</summary>
    public static async Task<IReadOnlyList<PeerRestore>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var all = new List<PeerRestore>();
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var restore = PeerRestore.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0));
            restore.LastError = reader.IsDBNull(1) ? "" : reader.GetString(1);
            all.Add(restore);
        }

        return all;
    }

    /// <summary>The peers that are held.</summary>
    public static Task<HashSet<string>> HeldAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        CountriesAsync(connection, HeldSql, cancellation);

    /// <summary>The peers with a lane that is behind, and not held yet.</summary>
    public static Task<HashSet<string>> BehindAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        CountriesAsync(connection, BehindSql, cancellation, StopReasons.OwnChainBehind);

    /// <summary>The peers some of whose cases wait for what the peer sends again.</summary>
    public static Task<HashSet<string>> WaitingAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        CountriesAsync(connection, WaitingSql, cancellation);

    /// <summary>Notes why a try failed.</summary>
    public static async Task FailedAsync(NpgsqlConnection connection, string peer, string error, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(FailedSql, connection)
        {
            Parameters = { new() { Value = peer }, new() { Value = error } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<HashSet<string>> CountriesAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        var countries = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            countries.Add(reader.GetString(0));
        return countries;
    }
}
