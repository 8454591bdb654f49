using ContactNetwork.Node.Store.Sealing;
using Marten;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Reads the facts of a stream, for queries.</summary>
internal sealed class FactReader(Shell shell, IDocumentStore documents, CaseKeys keys)
{
    /// <summary>All facts in order, their content opened where its key is still there; empty where there is no stream.</summary>
    public Task<IReadOnlyList<object>> ReadAsync(Guid streamId, bool isSealed, CancellationToken cancellation) => shell.ReadAsync(
        async (connection, inner) =>
        {
            if (isSealed)
                await keys.LoadAsync(connection, streamId, inner);
            return await ReadAsync(connection, streamId, inner);
        },
        cancellation);

    private async Task<IReadOnlyList<object>> ReadAsync(NpgsqlConnection connection, Guid streamId, CancellationToken cancellation)
    {
        await using var session = documents.QuerySession(Sessions.OnConnection(connection));
        var events = await session.Events.FetchStreamAsync(streamId, token: cancellation);
        return [.. events.Select(stored => stored.Data)];
    }
}
