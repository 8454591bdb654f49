using System.Collections.Concurrent;
using Npgsql;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// The keys of the cases, unwrapped, for a short while: so a key that another replica destroyed is forgotten here soon.
/// New keys stay with their session (<see cref="PendingKeys"/>) until its commit.
/// </summary>
internal sealed class CaseKeys(NpgsqlDataSource source, WrappingKey wrapping, TimeProvider time)
{
    /// <summary>How long an unwrapped key is remembered: the longest that a destroyed key can still open content elsewhere.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    /// <summary>How many keys are remembered at most.</summary>
    public const int RememberedMax = 10_000;

    /// <summary>Adds keys of new cases.</summary>
    public static readonly RowsStatement Insert = RowsStatement.Of(
        "insert into node.case_key (case_id, wrapped, wrapping_key_id) select * from unnest($1, $2, $3)",
        RowColumn.Uuid, RowColumn.Bytes, RowColumn.Text);

    private const string FindSql = "select wrapped, wrapping_key_id from node.case_key where case_id = $1";

    /// <summary>Reads the keys of many cases; <see cref="LoadAllAsync"/> takes what it gives.</summary>
    public const string FindAllSql = "select wrapped, wrapping_key_id, case_id from node.case_key where case_id = any($1)";

    private readonly ConcurrentDictionary<Guid, Known> known = new();

    /// <summary>The key, if it is at hand without asking the store. The key is null where it was destroyed.</summary>
    public bool TryGet(Guid caseId, out CaseKey? key)
    {
        if (PendingKeys.Current?.TryGet(caseId, out key) is true)
            return true;
        key = null;
        if (!known.TryGetValue(caseId, out var found) || time.GetElapsedTime(found.At) > Remembered)
            return false;
        key = found.Key;
        return true;
    }

    /// <summary>
    /// The key at hand, or read while the caller waits. Sessions load what they need beforehand, so this is for readers
    /// that meet a case unprepared. It throws for a case that never had a key.
    /// </summary>
    public CaseKey? Get(Guid caseId)
    {
        if (TryGet(caseId, out var key))
            return key;
        using var connection = source.OpenConnection();
        using var command = Find(connection, caseId);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Remember(caseId, reader) : throw Missing(caseId);
    }

    /// <summary>Loads the key of a case, so that it is at hand; false where it has none yet.</summary>
    public async ValueTask<bool> LoadAsync(NpgsqlConnection connection, Guid caseId, CancellationToken cancellation)
    {
        if (TryGet(caseId, out _))
            return true;
        await using var command = Find(connection, caseId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return false;
        Remember(caseId, reader);
        return true;
    }

    /// <summary>Takes the rows of <see cref="FindAllSql"/>, so that these keys are at hand.</summary>
    public async Task LoadAllAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
            Remember(reader.GetGuid(2), reader);
    }

    /// <summary>Forgets a key: it was destroyed.</summary>
    public void Forget(Guid caseId) => known.TryRemove(caseId, out _);

    /// <summary>Remembers keys that a session has committed.</summary>
    public void Publish(PendingKeys pending)
    {
        foreach (var (caseId, key) in pending.All)
            Remember(caseId, key);
    }

    /// <summary>Wraps a new key for the store.</summary>
    public (byte[] Wrapped, string WrappingKeyId) Wrap(Guid caseId, CaseKey key) => (wrapping.Wrap(caseId, key), wrapping.Id);

    private static NpgsqlCommand Find(NpgsqlConnection connection, Guid caseId) =>
        new(FindSql, connection) { Parameters = { new() { Value = caseId } } };

    private CaseKey? Remember(Guid caseId, NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(0))
            return Remember(caseId, (CaseKey?)null);
        if (reader.GetString(1) != wrapping.Id)
            throw new InvalidOperationException($"The key of case {caseId} is wrapped by key {reader.GetString(1)}; this node holds {wrapping.Id}.");
        return Remember(caseId, wrapping.Unwrap(caseId, reader.GetFieldValue<byte[]>(0)));
    }

    private CaseKey? Remember(Guid caseId, CaseKey? key)
    {
        if (known.Count >= RememberedMax)
            known.Clear();
        known[caseId] = new Known(key, time.GetTimestamp());
        return key;
    }

    private static InvalidOperationException Missing(Guid caseId) => new($"Case {caseId} has no key.");

    private sealed record Known(CaseKey? Key, long At);
}
