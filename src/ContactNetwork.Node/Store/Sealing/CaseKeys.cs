using System.Collections.Concurrent;
using System.Security.Cryptography;
using Marten;
using Npgsql;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// The keys of cases. A new key is stored in the transaction of the first event that it seals:
/// 1. <see cref="Create"/> or <see cref="EnsureAsync"/> queues the row and remembers the key as pending;
/// 2. the serializer seals with the pending key while the session is saved;
/// 3. from the next use on the key comes from its row. A transaction that is rolled back leaves a pending key that the
/// retry uses again; a lost race fails on the row's key, and the retry reads the winner's.
/// </summary>
internal sealed class CaseKeys(NpgsqlDataSource store, WrappingKey wrapping, TimeProvider time)
{
    /// <summary>How many keys are kept in memory at most.</summary>
    public const int CachedKeysMax = 10_000;

    /// <summary>How long a key is kept before its row is read again, so that a destruction elsewhere is noticed.</summary>
    public static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(60);

    private const int KeyBytes = 32;
    private const string Insert = "insert into node.case_keys (case_id, wrapping_key_id, wrapped_key) values (?, ?, ?)";
    private const string Select = "select wrapped_key from node.case_keys where case_id = $1";

    private readonly ConcurrentDictionary<Guid, (byte[]? Key, long ReadAt)> stored = new();
    private readonly ConcurrentDictionary<Guid, byte[]> pending = new();

    /// <summary>Makes the key of a case that is new in this session.</summary>
    public void Create(Guid caseId, IDocumentSession session)
    {
        Bound(pending);
        var key = pending.GetOrAdd(caseId, _ => RandomNumberGenerator.GetBytes(KeyBytes));
        session.QueueSqlCommand(Insert, caseId, wrapping.Id, wrapping.Wrap(caseId, key));
    }

    /// <summary>Makes the key of a case unless it has one.</summary>
    public async Task EnsureAsync(Guid caseId, IDocumentSession session, CancellationToken cancellation)
    {
        if (stored.TryGetValue(caseId, out var known) && IsFresh(known.ReadAt))
        {
            return;
        }

        await using var command = store.CreateCommand(Select);
        command.Parameters.Add(new() { Value = caseId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (await reader.ReadAsync(cancellation))
        {
            Remember(caseId, reader.IsDBNull(0) ? null : wrapping.Unwrap(caseId, reader.GetFieldValue<byte[]>(0)));
            return;
        }

        Create(caseId, session);
    }

    /// <summary>The key of a case; null when it was destroyed or never was.</summary>
    public byte[]? Find(Guid caseId)
    {
        if (stored.TryGetValue(caseId, out var known) && IsFresh(known.ReadAt))
        {
            return known.Key;
        }

        return pending.TryGetValue(caseId, out var fresh) ? fresh : Read(caseId);
    }

    /// <summary>
    /// Destroys the key in this session: the content of the case is gone everywhere once it is saved; the row stays as proof.
    /// Call <see cref="Forget"/> after the save.
    /// </summary>
    public static void Destroy(Guid caseId, IDocumentSession session) => session.QueueSqlCommand(
        "update node.case_keys set wrapped_key = null, destroy_time = now() where case_id = ? and destroy_time is null", caseId);

    /// <summary>Drops a key from memory.</summary>
    public void Forget(Guid caseId)
    {
        pending.TryRemove(caseId, out _);
        stored.TryRemove(caseId, out _);
    }

    /// <summary>Refuses to go on when the stored keys were wrapped by a key that this node does not have.</summary>
    /// <exception cref="InvalidDataException">The wrapping key is another one; the message says what to restore.</exception>
    public async Task CheckWrappingKeyAsync(CancellationToken cancellation)
    {
        await using var command = store.CreateCommand(
            "select wrapping_key_id from node.case_keys where wrapped_key is not null and wrapping_key_id <> $1 limit 1");
        command.Parameters.Add(new() { Value = wrapping.Id });
        if (await command.ExecuteScalarAsync(cancellation) is string other)
        {
            throw new InvalidDataException(
                $"The database holds case keys wrapped by key {other}, but {WrappingKey.FileName} is key {wrapping.Id}. "
                + "Restore the file that belongs to this database.");
        }
    }

    /// <summary>Synchronous, because the serializer is; it happens once a minute and case at most.</summary>
    private byte[]? Read(Guid caseId)
    {
        using var connection = store.OpenConnection();
        using var command = new NpgsqlCommand(Select, connection);
        command.Parameters.Add(new() { Value = caseId });
        using var reader = command.ExecuteReader();
        var key = reader.Read() && !reader.IsDBNull(0) ? wrapping.Unwrap(caseId, reader.GetFieldValue<byte[]>(0)) : null;
        Remember(caseId, key);
        return key;
    }

    private void Remember(Guid caseId, byte[]? key)
    {
        Bound(stored);
        stored[caseId] = (key, time.GetTimestamp());
        pending.TryRemove(caseId, out _);
    }

    private bool IsFresh(long readAt) => time.GetElapsedTime(readAt) < CachedFor;

    /// <summary>Dropping all is crude and rare; what is needed is read again.</summary>
    private static void Bound<TValue>(ConcurrentDictionary<Guid, TValue> keys)
    {
        if (keys.Count >= CachedKeysMax)
        {
            keys.Clear();
        }
    }
}
