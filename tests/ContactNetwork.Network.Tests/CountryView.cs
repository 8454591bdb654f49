using ContactNetwork.Client;
using ContactNetwork.Lab;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Network.Tests;

/// <summary>One country as one person sees it; a node that is down or starting is a fact not seen yet.</summary>
internal sealed class CountryView(LabCountry country, string person, LabReplica? replica = null) : IDisposable
{
    private const int PageSizeMax = 200;
    private readonly LabClient _client = country.Connect(person, replica);

    public NodeClient Node => _client.Client;

    public string Name(string collection, string id) => $"nodes/{country.Code.ToLowerInvariant()}/{collection}/{id}";

    /// <summary>Whether the same call may well succeed later: the node is down, slow, or had many at the same thing.</summary>
    public static bool IsPassing(ContactNetworkException failure) =>
        failure.Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.ResourceExhausted;

    /// <summary>The request, or null when it is not there, or the node is not.</summary>
    public async Task<GetPreservationResponse?> FindAsync(string reference)
    {
        try
        {
            return await Node.Preservations.GetPreservationAsync(new GetPreservationRequest { Name = Name("preservations", reference) });
        }
        catch (ContactNetworkException failure) when (failure.Code == StatusCode.NotFound || IsPassing(failure))
        {
            return null;
        }
    }

    /// <summary>Waits until the request looks as wanted.</summary>
    public async Task<GetPreservationResponse> WaitAsync(string reference, Func<GetPreservationResponse, bool> isWanted, TimeSpan deadline, string what)
    {
        GetPreservationResponse? found = null;
        await Eventually.Async(
            async () => (found = await FindAsync(reference)) is not null && isWanted(found),
            deadline, TestContext.Current.CancellationToken, $"{country.Code} sees {reference} {what}; last seen: {found?.Row}");
        return found!;
    }

    /// <summary>Files, with the same request id until the node has answered.</summary>
    public async Task<BoardRow> FileAsync(FilePreservationRequest request, TimeSpan deadline)
    {
        BoardRow? row = null;
        await Eventually.Async(
            async () =>
            {
                try
                {
                    row = (await Node.Preservations.FilePreservationAsync(request)).Row;
                    return true;
                }
                catch (ContactNetworkException failure) when (IsPassing(failure))
                {
                    return false;
                }
            },
            deadline, TestContext.Current.CancellationToken, $"{country.Code} takes a request");
        return row!;
    }

    public async Task<IReadOnlyList<Alert>> AlertsAsync()
    {
        List<Alert> all = [];
        var request = new ListAlertsRequest { PageSize = PageSizeMax };
        do
        {
            ListAlertsResponse page = await Node.OnCall.ListAlertsAsync(request);
            all.AddRange(page.Alerts);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    /// <summary>Takes every alert that nobody has taken: a desk that is paged for a hundred gets other pages late.</summary>
    public async Task ClearDeskAsync()
    {
        foreach (Alert alert in (await AlertsAsync()).Where(alert => alert.State is not (AlertState.Acknowledged or AlertState.Cancelled)))
        {
            await Node.OnCall.AcknowledgeAlertAsync(
                new AcknowledgeAlertRequest { RequestId = Guid.NewGuid().ToString(), Name = alert.Name }, cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    public async Task<IReadOnlyList<BoardRow>> RowsAsync()
    {
        List<BoardRow> all = [];
        var request = new ListPreservationsRequest { PageSize = PageSizeMax };
        do
        {
            ListPreservationsResponse page = await Node.Preservations.ListPreservationsAsync(request);
            all.AddRange(page.Rows);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    public void Dispose() => _client.Dispose();
}
