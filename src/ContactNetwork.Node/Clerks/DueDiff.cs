using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Brings the rows of a stream's due work up to date, in the transaction of the facts: from what the state before owed
/// and what the state after owes. Attempts stay where a row stays. What a stream owes anew belongs to the trace of what it
/// owes already, so that one trace leads from the call that began a case to the other country's answer.
/// </summary>
internal static class DueDiff
{
    private static readonly RowsStatement Gone = RowsStatement.Of(
        """
        delete from node.due d using unnest($1, $2, $3) as gone (stream, kind, key)
        where d.stream = gone.stream and d.kind = gone.kind and d.key = gone.key
        """,
        RowColumn.Uuid, RowColumn.Text, RowColumn.Text);

    private static readonly RowsStatement Owed = RowsStatement.Of(
        """
        insert into node.due (stream, stream_kind, trace_parent, kind, key, due_at, urgency, peer, lane, work_group, next_try)
        select stream, stream_kind,
            coalesce((select b.trace_parent from node.due b where b.stream = owed.stream and b.trace_parent is not null limit 1), trace_parent),
            kind, key, due_at, urgency, peer, nullif(lane, 0), work_group, due_at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            as owed (stream, stream_kind, trace_parent, kind, key, due_at, urgency, peer, lane, work_group)
        on conflict (stream, kind, key) do update set
            due_at = excluded.due_at, urgency = excluded.urgency, peer = excluded.peer, lane = excluded.lane,
            work_group = excluded.work_group, next_try = excluded.next_try,
            attempts = 0, park_time = null, last_error = null
        """,
        RowColumn.Uuid,
        RowColumn.Text,
        RowColumn.Text,
        RowColumn.Text,
        RowColumn.Text,
        RowColumn.Time,
        RowColumn.Smallint,
        RowColumn.Text,
        RowColumn.Smallint,
        RowColumn.Text);

    /// <summary>Queues the difference; wakes the clerks after the commit where something is owed at once.</summary>
    public static void Queue(
        WriteSession session, string streamKind, Guid stream, IEnumerable<DueItem> before, IEnumerable<DueItem> after, string? traceParent)
    {
        var old = before.ToDictionary(item => (item.Kind, item.Key));
        var owed = new List<DueItem>();
        foreach (var item in after)
        {
            if (!old.Remove((item.Kind, item.Key), out var known) || known != item)
                owed.Add(item);
        }

        Upsert(session, streamKind, stream, owed, traceParent);
        Delete(session, stream, [.. old.Keys]);
    }

    /// <summary>Queues rows as owed, anew or changed.</summary>
    public static void Upsert(WriteSession session, string streamKind, Guid stream, IReadOnlyList<DueItem> owed, string? traceParent)
    {
        foreach (var item in owed)
        {
            var group = DueGroups.Of(stream, item);
            session.QueueRow(
                Owed,
                stream,
                streamKind,
                traceParent,
                item.Kind,
                item.Key,
                item.DueAt,
                (short)item.Urgency,
                item.Peer,
                (short)(item.Lane ?? 0),
                group);
            if (item.DueAt <= session.Now)
                session.HandOverAfterCommit(new OwedNow(item.Kind, group, item.Urgency));
            else if (item.DueAt - session.Now < Wake.LookEvery)
                session.WakeAfterCommit(WakeTopics.DueOf(item.Kind));
        }
    }

    /// <summary>Queues rows to be taken away.</summary>
    public static void Delete(WriteSession session, Guid stream, IReadOnlyList<(string Kind, string Key)> gone)
    {
        foreach (var (kind, key) in gone)
            session.QueueRow(Gone, stream, kind, key);
    }
}
