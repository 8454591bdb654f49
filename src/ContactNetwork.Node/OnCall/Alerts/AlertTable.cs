using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Reads the alerts.</summary>
internal static class AlertTable
{
    private const string ByIdSql = "select row from node.alert where id = $1";

    // Ids are minted in order of time, so that the newest are the greatest.
    private const string PageSql =
        "select row, id from node.alert where id < $1 and (is_open or not $2) order by id desc limit $3";

    private const string OpenSql =
        """
        select id from node.alert
        where subject_id = $1 and subject_kind = $2 and ($3 = '' or cause = $3) and is_open order by id
        """;

    private const string AllOpenSql =
        "select subject_id, id, cause from node.alert where subject_id = any($1) and subject_kind = $2 and is_open order by id";

    /// <summary>The row of an alert; null where there is none.</summary>
    public static async Task<V1.Alert?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ByIdSql, connection) { Parameters = { new() { Value = id } } };
        return await command.ExecuteScalarAsync(cancellation) is byte[] row ? V1.Alert.Parser.ParseFrom(row) : null;
    }

    /// <summary>A page of rows, newest first, and the id after which the next page begins; null at the end.</summary>
    public static async Task<(IReadOnlyList<V1.Alert> Rows, Guid? Next)> PageAsync(
        NpgsqlConnection connection, Guid? after, bool isOpenOnly, int size, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PageSql, connection)
        {
            Parameters = { new() { Value = after ?? Guid.AllBitsSet }, new() { Value = isOpenOnly }, new() { Value = size + 1 } },
        };
        var rows = new List<V1.Alert>(size);
        Guid? last = null;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count == size)
                return (rows, last);
            rows.Add(V1.Alert.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
            last = reader.GetGuid(1);
        }

        return (rows, null);
    }

    /// <summary>
    /// The open alerts about a subject, of one cause or of all, in order: as stored, and as this session has changed them. A
    /// batch of messages is one session, and a later one may withdraw what an earlier one asked for.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> OpenOfSubjectAsync(
        WriteSession session, string subjectKind, Guid subjectId, string? cause, CancellationToken cancellation)
    {
        var stored = session.Note<OpenAlerts>().BySubject.TryGetValue((subjectKind, subjectId), out var known)
            ? [.. known.Where(alert => cause is null || alert.Cause == cause).Select(alert => alert.Id)]
            : await StoredOpenAsync(session, subjectKind, subjectId, cause, cancellation);
        var opened = session.Opened(AlertStreams.Alerts);
        var ofSubject = opened.Where(alert =>
            alert.Value.IsOpen
            && (alert.Value.Subject.Kind, alert.Value.Subject.Id) == (subjectKind, subjectId)
            && (cause is null || alert.Value.Cause == cause));
        return [.. stored.Where(id => !opened.ContainsKey(id)).Concat(ofSubject.Select(alert => alert.Key)).Order()];
    }

    private static async Task<List<Guid>> StoredOpenAsync(
        WriteSession session, string subjectKind, Guid subjectId, string? cause, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(OpenSql, session.Connection)
        {
            Parameters = { new() { Value = subjectId }, new() { Value = subjectKind }, new() { Value = cause ?? "" } },
        };
        var stored = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            stored.Add(reader.GetGuid(0));
        return stored;
    }

    /// <summary>Reads the open alerts about many subjects, so that asking for one of them costs nothing in this session.</summary>
    public static async Task PrefetchOpenAsync(
        WriteSession session, string subjectKind, IReadOnlyCollection<Guid> subjectIds, CancellationToken cancellation)
    {
        var bySubject = session.Note<OpenAlerts>().BySubject;
        await using var command = new NpgsqlCommand(AllOpenSql, session.Connection)
        {
            Parameters = { new() { Value = subjectIds.ToArray() }, new() { Value = subjectKind } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        foreach (var id in subjectIds)
            bySubject[(subjectKind, id)] = [];
        while (await reader.ReadAsync(cancellation))
            bySubject[(subjectKind, reader.GetGuid(0))].Add((reader.GetGuid(1), reader.GetString(2)));
    }

    /// <summary>What a session has read ahead.</summary>
    private sealed class OpenAlerts
    {
        public Dictionary<(string Kind, Guid Id), List<(Guid Id, string Cause)>> BySubject { get; } = [];
    }
}
