using System.Buffers.Text;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Lists alerts, newest first, page by page.</summary>
internal sealed class ListAlertsQuery(Shell shell, AlertRows rows)
{
    /// <summary>The most alerts on a page.</summary>
    public const int PageSizeMax = 200;

    /// <summary>The alerts on a page where the caller does not say.</summary>
    public const int PageSizeDefault = 50;

    private const int GuidBytes = 16;

    /// <summary>Answers the query.</summary>
    public async Task<ListAlertsResponse> AnswerAsync(ListAlertsRequest request, bool withSubject, CancellationToken cancellation)
    {
        if (request.PageSize is < 0 or > PageSizeMax)
            throw Malformed("page_size", $"must be 1 to {PageSizeMax}, or 0 for {PageSizeDefault}");

        var size = request.PageSize == 0 ? PageSizeDefault : request.PageSize;
        var after = ReadToken(request.PageToken);
        var (page, next) = await shell.ReadAsync(
            (connection, inner) => AlertTable.PageAsync(connection, after, request.IsOpenOnly, size, inner), cancellation);
        var response = new ListAlertsResponse { NextPageToken = next is { } id ? Base64Url.EncodeToString(id.ToByteArray()) : "" };
        response.Alerts.AddRange(page.Select(row => rows.Shown(row, withSubject)));
        return response;
    }

    private static Guid? ReadToken(string token)
    {
        if (token.Length == 0)
            return null;

        Span<byte> bytes = stackalloc byte[GuidBytes];
        var isRead = token.Length <= 2 * GuidBytes && Base64Url.TryDecodeFromChars(token, bytes, out var written) && written == GuidBytes;
        return isRead ? new Guid(bytes) : throw Malformed("page_token", "is not a token of this list; start without one");
    }

    private static RefusalException Malformed(string field, string problem) =>
        new(Refusal.Malformed([new FieldViolation(field, problem)]));
}
