using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store.Sealing;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Gives a caller its own dispatches back, as they came here, with the receipts they were given, vouched for by the present key.</summary>
internal sealed class RecoveryServer(NpgsqlDataSource source, ISealer sealer, TrustStore trust, INodeCredentials credentials)
{
    private const string PageSql =
        """
        select epoch, sequence, envelope, receipt, case_id, content from node.inbox
        where peer = $1 and lane = $2 and (epoch, sequence) > ($3, $4) order by epoch, sequence limit $5
        """;

    /// <summary>Answers a page.</summary>
    public async Task<RecoverResponse> AnswerAsync(string caller, RecoverRequest request, CancellationToken cancellation)
    {
        var rows = await ReadAsync(caller, request, cancellation);
        var response = new RecoverResponse { HasMore = rows.Count > DispatchLimits.BatchCountMax };
        var bytes = 0;
        foreach (var row in rows.Take(DispatchLimits.BatchCountMax))
        {
            var given = await OpenAsync(row, cancellation);
            bytes += given.CalculateSize();
            if (response.Dispatches.Count > 0 && bytes > DispatchLimits.BatchBytesMax)
            {
                response.HasMore = true;
                break;
            }

            response.Dispatches.Add(given);
        }

        return response;
    }

    private async Task<List<Row>> ReadAsync(string caller, RecoverRequest request, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(PageSql);
        command.Parameters.Add(new() { Value = caller });
        command.Parameters.Add(new() { Value = (short)request.Lane });
        command.Parameters.Add(new() { Value = (long)Math.Min(request.AfterEpoch, long.MaxValue) });
        command.Parameters.Add(new() { Value = (long)Math.Min(request.AfterSequence, long.MaxValue) });
        command.Parameters.Add(new() { Value = DispatchLimits.BatchCountMax + 1 });
        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new Row(
                Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(2)),
                Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(3)),
                reader.IsDBNull(4) ? null : reader.GetGuid(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    private async Task<RecoveredDispatch> OpenAsync(Row row, CancellationToken cancellation)
    {
        var content = row is { CaseId: { } caseId, Content: { } box } ? await sealer.OpenAsync(caseId, box, cancellation) : null;
        var dispatch = new Dispatch { Skeleton = row.Envelope };
        if (content is null)
        {
            dispatch.Erased = new Erased();
        }
        else
        {
            var split = StoredContent.Split(content);
            dispatch.Body = new CommittedBody { Salt = split.Salt, Body = split.Body };
        }

        return new RecoveredDispatch
        {
            Dispatch = dispatch,
            Receipt = Receipts.Renew(row.Receipt, trust.Last.Own, credentials.Current.SigningKey),
        };
    }

    private sealed record Row(Envelope Envelope, Envelope Receipt, Guid? CaseId, byte[]? Content);
}
