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
    private const string DeleteSql =
        """
        delete from node.due d using unnest(?::text[], ?::text[]) as gone (kind, key)
        where d.stream = ? and d.kind = gone.kind and d.key = gone.key
        """;

    private const string UpsertSql =
        """
        insert into node.due (stream, stream_kind, kind, key, due_at, urgency, peer, lane, work_group, next_try, trace_parent)
        select ?, ?, kind, key, due_at, urgency, nullif(peer, ''), nullif(lane, 0), work_group, due_at,
            coalesce((select b.trace_parent from node.due b where b.stream = ? and b.trace_parent is not null limit 1), nullif(?, ''))
        from unnest(?::text[], ?::text[], ?::timestamptz[], ?::smallint[], ?::text[], ?::smallint[], ?::text[])
            as owed (kind, key, due_at, urgency, peer, lane, work_group)
        on conflict (stream, kind, key) do update set
            due_at = excluded.due_at, urgency = excluded.urgency, peer = excluded.peer, lane = excluded.lane,
            work_group = excluded.work_group, next_try = excluded.next_try,
            attempts = 0, park_time = null, last_error = null
        """;

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

    /// <summary>Queues rows as owed, anew or changed, in one statement.</summary>
    public static void Upsert(WriteSession session, string streamKind, Guid stream, IReadOnlyList<DueItem> owed, string? traceParent)
    {
        if (owed.Count == 0)
            return;
        session.Queue(
            UpsertSql,
            stream,
            streamKind,
            stream,
            traceParent ?? "",
            owed.Select(item => item.Kind).ToArray(),
            owed.Select(item => item.Key).ToArray(),
            owed.Select(item => item.DueAt).ToArray(),
            owed.Select(item => (short)item.Urgency).ToArray(),
            owed.Select(item => item.Peer ?? "").ToArray(),
            owed.Select(item => item.Lane is { } lane ? (short)lane : (short)0).ToArray(),
            owed.Select(item => DueGroups.Of(stream, item)).ToArray());
        foreach (var item in owed.Where(item => item.DueAt - session.Now < Wake.LookEvery))
        {
            if (item.DueAt <= session.Now)
                session.HandOverAfterCommit(new OwedNow(item.Kind, DueGroups.Of(stream, item), item.Urgency));
            else
                session.WakeAfterCommit(WakeTopics.DueOf(item.Kind));
        }
    }

    /// <summary>Queues rows to be taken away, in one statement.</summary>
    public static void Delete(WriteSession session, Guid stream, IReadOnlyList<(string Kind, string Key)> gone)
    {
        if (gone.Count > 0)
            session.Queue(DeleteSql, gone.Select(row => row.Kind).ToArray(), gone.Select(row => row.Key).ToArray(), stream);
    }
}
