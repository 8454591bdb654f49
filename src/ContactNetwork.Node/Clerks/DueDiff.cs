using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>
/// Brings the rows of a stream's due work up to date, in the transaction of the facts: from what the state before owed
/// and what the state after owes. Attempts stay where a row stays.
/// </summary>
internal static class DueDiff
{
    /// <summary>Takes a row away.</summary>
    internal const string DeleteSql = "delete from node.due where stream = ? and kind = ? and key = ?";

    private const string UpsertSql =
        """
        insert into node.due (stream, stream_kind, kind, key, due_at, urgency, peer, lane, work_group, next_try, trace_parent)
        values (?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, 0), ?, ?, nullif(?, ''))
        on conflict (stream, kind, key) do update set
            due_at = excluded.due_at, urgency = excluded.urgency, peer = excluded.peer, lane = excluded.lane,
            work_group = excluded.work_group, next_try = excluded.next_try,
            attempts = 0, park_time = null, last_error = null
        """;

    /// <summary>Queues the difference; wakes the clerks after the commit where something is owed anew.</summary>
    public static void Queue(WriteSession session, string streamKind, Guid stream, IEnumerable<DueItem> before, IEnumerable<DueItem> after)
    {
        var old = before.ToDictionary(item => (item.Kind, item.Key));
        foreach (var item in after)
        {
            if (old.Remove((item.Kind, item.Key), out var known) && known == item)
                continue;
            Upsert(session, streamKind, stream, item);
            session.WakeAfterCommit(WakeTopics.Due);
        }

        foreach (var (kind, key) in old.Keys)
            session.Queue(DeleteSql, stream, kind, key);
    }

    /// <summary>Queues one row as owed, anew or changed.</summary>
    internal static void Upsert(WriteSession session, string streamKind, Guid stream, DueItem item) => session.Queue(
        UpsertSql,
        stream,
        streamKind,
        item.Kind,
        item.Key,
        item.DueAt,
        (short)item.Urgency,
        item.Peer ?? "",
        item.Lane is { } lane ? (short)lane : (short)0,
        DueGroups.Of(stream, item),
        item.DueAt,
        Activity.Current?.Id ?? "");
}
