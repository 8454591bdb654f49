using System.Collections.Immutable;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// What our store says of a peer, read in one round trip: a node of a large network says and answers Hello all the time.
/// </summary>
/// <param name="Chains">How far the chains have come.</param>
/// <param name="Owed">Our late receipts that it has not confirmed, as they were stored.</param>
/// <param name="Store">The name of the database that says so.</param>
/// <param name="IsCompared">Whether our chains were compared with it in this database.</param>
internal sealed record PeerStanding(PeerChains Chains, ImmutableArray<Envelope> Owed, string Store, bool IsCompared)
{
    /// <summary>Reads it.</summary>
    public static Task<PeerStanding> ReadAsync(NpgsqlConnection connection, string peer, CancellationToken cancellation) =>
        ReadAsync(connection, peer, [], cancellation);

    /// <summary>Writes these notes in the same round trip, and reads it.</summary>
    public static async Task<PeerStanding> ReadAsync(
        NpgsqlConnection connection, string peer, IEnumerable<NpgsqlBatchCommand> notes, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        // The notes answer no rows, so that what is read begins with the first result.
        foreach (var command in notes.Concat(PeerChains.Commands(peer)))
            batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(LateReceipts.OwedCommand(peer));
        batch.BatchCommands.Add(StoreInstance.ComparedCommand(peer));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var chains = await PeerChains.ReadAsync(connection, reader, cancellation);
        await OrderedResults.NextAsync(connection, reader, LateReceipts.OwedColumn, cancellation);
        var owed = await LateReceipts.ReadOwedAsync(reader, cancellation);
        await OrderedResults.NextAsync(connection, reader, StoreInstance.NameColumn, cancellation);
        await reader.ReadAsync(cancellation);
        return new PeerStanding(chains, owed, reader.GetString(0), reader.GetBoolean(1));
    }
}
