using Npgsql;

namespace ContactNetwork.Node.Store.Sealing;

/// <inheritdoc/>
internal sealed class Sealer(NpgsqlDataSource source, CaseKeys keys) : ISealer
{
    private const string DestroySql =
        """
        update node.case_key set wrapped = null, destroy_time = clock_timestamp()
        where case_id = $1 and wrapped is not null
        """;

    public async Task<byte[]?> OpenAsync(Guid caseId, ReadOnlyMemory<byte> box, CancellationToken cancellation)
    {
        if (!keys.TryGet(caseId, out _))
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await keys.LoadAsync(connection, caseId, cancellation);
        }

        return keys.Get(caseId)?.Open(caseId, SealedUse.Body, box.Span);
    }

    public async Task DestroyAsync(Guid caseId, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(DestroySql, connection) { Parameters = { new() { Value = caseId } } };
        await command.ExecuteNonQueryAsync(cancellation);
        keys.Forget(caseId);
    }
}
