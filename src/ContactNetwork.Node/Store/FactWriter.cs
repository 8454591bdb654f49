using System.Collections.Concurrent;
using Marten;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Appends facts to Marten's tables, as Marten's quick append writes them; but many streams with a few statements, beside
/// everything else that a session writes. Who appends to a stream that grew meanwhile violates the unique number of a
/// fact in its stream, and has lost the race.
/// </summary>
internal static class FactWriter
{
    private const string Tenant = "*DEFAULT*";

    private static readonly RowsStatement Start = RowsStatement.Of(
        $"""
        insert into node.mt_streams (id, type, version, tenant_id)
        select id, type, version, '{Tenant}' from unnest($1, $2, $3) as s (id, type, version)
        """,
        RowColumn.Uuid, RowColumn.Text, RowColumn.Bigint);

    private static readonly RowsStatement Grow = RowsStatement.Of(
        """
        update node.mt_streams s set version = g.version, timestamp = now()
        from unnest($1, $2) as g (id, version) where s.id = g.id
        """,
        RowColumn.Uuid, RowColumn.Bigint);

    private static readonly RowsStatement Append = RowsStatement.Of(
        $"""
        insert into node.mt_events (data, type, mt_dotnet_type, id, stream_id, version, timestamp, tenant_id, seq_id)
        select data, type, mt_dotnet_type, id, stream_id, version, timestamp, '{Tenant}', nextval('node.mt_events_sequence')
        from unnest($1, $2, $3, $4, $5, $6, $7) as e (data, type, mt_dotnet_type, id, stream_id, version, timestamp)
        """,
        RowColumn.Json, RowColumn.Text, RowColumn.Text, RowColumn.Uuid, RowColumn.Uuid, RowColumn.Bigint, RowColumn.Time);

    private static readonly ConcurrentDictionary<Type, string> TypeNames = new();

    /// <summary>Queues facts of a stream that had so many before.</summary>
    public static void Queue(
        WriteSession session, ISerializer serializer, StreamKind kind, Guid stream, long versionBefore, IReadOnlyList<object> facts)
    {
        // A fact points to its stream, which therefore comes first.
        session.KeepPlace(Start);
        session.KeepPlace(Grow);
        var version = versionBefore;
        foreach (var fact in facts)
        {
            var type = fact.GetType();
            session.QueueRow(
                Append,
                serializer.ToJson(fact),
                EventNames.All[type],
                TypeNames.GetOrAdd(type, static known => $"{known.FullName}, {known.Assembly.GetName().Name}"),
                Guid.CreateVersion7(session.Now),
                stream,
                ++version,
                session.Now);
        }

        if (versionBefore == 0)
            session.QueueRow(Start, stream, kind.StateAlias, version);
        else
            session.QueueRow(Grow, stream, version);
    }
}
