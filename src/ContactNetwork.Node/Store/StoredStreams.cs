using ContactNetwork.Node.Store.Sealing;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Looks for streams, many at once.</summary>
internal static class StoredStreams
{
    private const string FoundColumn = "stream_id";
    private const string FindSql = $"select id as {FoundColumn} from node.mt_streams where id = any($1)";

    /// <summary>Which of these streams are there; loads their keys on the way where they are sealed.</summary>
    public static async Task<HashSet<Guid>> FindAsync(
        NpgsqlConnection connection, CaseKeys? keys, Guid[] ids, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Of(FindSql, ids) } };
        if (keys is not null)
            batch.BatchCommands.Add(Of(CaseKeys.FindAllSql, [.. ids.Where(id => !keys.TryGet(id, out _))]));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await OrderedResults.CheckAsync(connection, reader, FoundColumn);
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetGuid(0));
        if (keys is not null && await reader.NextResultAsync(cancellation))
            await keys.LoadAllAsync(reader, cancellation);
        return found;
    }

    private static NpgsqlBatchCommand Of(string sql, Guid[] ids) => new(sql) { Parameters = { new() { Value = ids } } };
}
