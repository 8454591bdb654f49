using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations;

/// <summary>Lists the board, newest first, page by page. Everybody who may list sees the same, so a reading is shared.</summary>
internal sealed class ListPreservationsQuery(Shell shell, Wake wake)
{
    private readonly SharedReads<ListPreservationsRequest, ListPreservationsResponse> reads = new(wake, WakeTopics.Board);

    /// <summary>The most rows on a page.</summary>
    public const int PageSizeMax = 200;

    /// <summary>The rows on a page where the caller does not say.</summary>
    public const int PageSizeDefault = 50;

    /// <summary>Answers the query.</summary>
    public Task<ListPreservationsResponse> AnswerAsync(ListPreservationsRequest request, CancellationToken cancellation)
    {
        if (Check(request) is { Length: > 0 } violations)
            throw new RefusalException(Refusal.Malformed(violations));
        return reads.ReadAsync(request, ReadAsync, cancellation);
    }

    private async Task<ListPreservationsResponse> ReadAsync(ListPreservationsRequest request)
    {
        var size = request.PageSize == 0 ? PageSizeDefault : request.PageSize;
        var after = PageTokens.Read(request.PageToken);
        var filter = new BoardFilter(request.Side, request.Stages, request.PeerCountry);
        var (rows, next) = await shell.ReadAsync(
            (connection, inner) => BoardTable.PageAsync(connection, filter, after, size, inner), CancellationToken.None);
        var response = new ListPreservationsResponse { NextPageToken = PageTokens.Write(next) };
        response.Rows.AddRange(rows);
        return response;
    }

    private static ImmutableArray<FieldViolation> Check(ListPreservationsRequest request)
    {
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        if (request.PageSize is < 0 or > PageSizeMax)
            violations.Add(new FieldViolation("page_size", $"must be 1 to {PageSizeMax}, or 0 for {PageSizeDefault}."));
        if (!Enum.IsDefined(request.Side))
            violations.Add(new FieldViolation("side", "is unknown: REQUESTING or REQUESTED."));
        if (request.Stages.Any(stage => stage == PreservationStage.Unspecified || !Enum.IsDefined(stage)))
            violations.Add(new FieldViolation("stages", "holds an unknown stage."));
        if (request.PeerCountry is not ("" or [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
            violations.Add(new FieldViolation("peer_country", "is not an ISO 3166-1 alpha-2 code in upper case."));
        return violations.ToImmutable();
    }
}
