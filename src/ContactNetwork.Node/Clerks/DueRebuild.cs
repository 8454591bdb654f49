using System.Collections.Frozen;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Clerks;

/// <summary>What a rebuild found.</summary>
internal sealed record RebuildCounts(long Streams, long Added, long Removed);

/// <summary>
/// Rebuilds the table of due work from the events, some streams at a time, while the clerks run. A stream's row is locked
/// while its due work is compared, so nobody appends between; rows that are right keep their attempts, parked ones get
/// another chance.
/// </summary>
internal sealed class DueRebuild(Shell shell, IEnumerable<StreamRegistration> streams)
{
    /// <summary>Streams compared in one transaction.</summary>
    private const int BatchSize = 32;

    private const string BatchSql =
        "select stream_id, type from node.mt_events where version = 1 and stream_id > $1 order by stream_id limit $2";

    private const string LockSql = "select id from node.mt_streams where id = any($1) order by id for update";

    private const string RowsSql =
        "select stream, kind, key, due_at, urgency, peer, lane, work_group, park_time from node.due where stream = any($1)";

    private const string OrphansSql =
        "delete from node.due d where not exists (select 1 from node.mt_streams s where s.id = d.stream)";

    private const string UnparkSql =
        "update node.due set park_time = null, attempts = 0, next_try = due_at where stream = ? and kind = ? and key = ?";

    private static readonly FrozenDictionary<string, Type> EventTypes =
        EventNames.All.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>Goes through all streams once.</summary>
    public async Task<RebuildCounts> RunAsync(CancellationToken cancellation)
    {
        var counts = new RebuildCounts(0, 0, 0);
        var after = Guid.Empty;
        while (await BatchAsync(after, cancellation) is { Count: > 0 } batch)
        {
            var found = await shell.RunAsync((session, inner) => CompareAsync(session, batch, inner), cancellation);
            counts = new RebuildCounts(counts.Streams + batch.Count, counts.Added + found.Added, counts.Removed + found.Removed);
            after = batch[^1].Id;
        }

        var orphans = await shell.ReadAsync(DeleteOrphansAsync, cancellation);
        return counts with { Removed = counts.Removed + orphans };
    }

    private Task<List<(Guid Id, StreamKind Kind)>> BatchAsync(Guid after, CancellationToken cancellation) => shell.ReadAsync(
        async (connection, inner) =>
        {
            var batch = new List<(Guid, StreamKind)>();
            await using var command = new NpgsqlCommand(BatchSql, connection)
            {
                Parameters = { new() { Value = after }, new() { Value = BatchSize } },
            };
            await using var reader = await command.ExecuteReaderAsync(inner);
            while (await reader.ReadAsync(inner))
                batch.Add((reader.GetGuid(0), KindOf(reader.GetString(1))));
            return batch;
        },
        cancellation);

    private StreamKind KindOf(string eventName)
    {
        var type = EventTypes.GetValueOrDefault(eventName)
            ?? throw new InvalidOperationException($"A stream begins with {eventName}, which this version doesn't know.");
        return streams.Select(stream => stream.Kind).FirstOrDefault(kind => kind.Holds(type))
            ?? throw new InvalidOperationException($"No kind of stream holds {eventName}.");
    }

    private static async Task<RebuildCounts> CompareAsync(
        WriteSession session, List<(Guid Id, StreamKind Kind)> batch, CancellationToken cancellation)
    {
        Guid[] ids = [.. batch.Select(stream => stream.Id)];
        await using (var command = new NpgsqlCommand(LockSql, session.Connection) { Parameters = { new() { Value = ids } } })
            await command.ExecuteNonQueryAsync(cancellation);
        var rows = await RowsAsync(session.Connection, ids, cancellation);
        long added = 0;
        long removed = 0;
        foreach (var (id, kind) in batch)
        {
            var stale = rows.Where(row => row.Stream == id).ToDictionary(row => (row.Item.Kind, row.Item.Key));
            var owed = new List<DueItem>();
            foreach (var item in await kind.DueAsync(session, id, cancellation))
            {
                if (!stale.Remove((item.Kind, item.Key), out var row))
                    added++;
                if (row is null || !row.IsRight(item))
                    owed.Add(item);
                else if (row.IsParked)
                    session.Queue(UnparkSql, id, item.Kind, item.Key);
            }

            DueDiff.Upsert(session, kind.Name, id, owed, traceParent: null);
            DueDiff.Delete(session, id, [.. stale.Keys]);
            removed += stale.Count;
        }

        session.WakeAfterCommit(WakeTopics.Due);
        return new RebuildCounts(batch.Count, added, removed);
    }

    private static async Task<List<StoredRow>> RowsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellation)
    {
        var rows = new List<StoredRow>();
        await using var command = new NpgsqlCommand(RowsSql, connection) { Parameters = { new() { Value = ids } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new StoredRow(
                reader.GetGuid(0),
                new DueItem(
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    (Urgency)reader.GetInt16(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5),
                    reader.IsDBNull(6) ? null : (Lane)reader.GetInt16(6)),
                reader.GetString(7),
                !reader.IsDBNull(8)));
        }

        return rows;
    }

    private static async Task<int> DeleteOrphansAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(OrphansSql, connection);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record StoredRow(Guid Stream, DueItem Item, string Group, bool IsParked)
    {
        /// <summary>Equal as PostgreSQL keeps it: instants in microseconds.</summary>
        public bool IsRight(DueItem item) =>
            Item == item with { DueAt = new DateTimeOffset(item.DueAt.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero) }
            && Group == DueGroups.Of(Stream, item);
    }
}
