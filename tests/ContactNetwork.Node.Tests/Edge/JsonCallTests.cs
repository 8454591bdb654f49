using System.Net;
using System.Text;
using System.Text.Json;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>The people's API for programs that speak no gRPC: acts, lists and streams in JSON.</summary>
public sealed class JsonCallTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private WholeNode node = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => node = await WholeNode.StartAsync(lab, "XB");

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_request_is_filed_in_JSON_once_however_often_it_is_said()
    {
        var request = Samples.Request("XA");

        var first = await CallAsync(HttpMethod.Post, "/v1/preservations", Role.CaseOfficer, request, FilePreservationResponse.Parser);
        var again = await CallAsync(HttpMethod.Post, "/v1/preservations", Role.CaseOfficer, request, FilePreservationResponse.Parser);

        Assert.Equal(first, again);
        Assert.StartsWith("PR-XB-", first.Row.Reference, StringComparison.Ordinal);
        var shown = await CallAsync(HttpMethod.Get, $"/v1/{first.Row.Name}", Role.CaseOfficer, null, GetPreservationResponse.Parser);
        Assert.Equal(request.Content.FactsSummary, shown.Content.FactsSummary);
        var list = await CallAsync(HttpMethod.Get, "/v1/preservations", Role.CaseOfficer, null, ListPreservationsResponse.Parser);
        Assert.Equal([first.Row.Reference], list.Rows.Select(row => row.Reference));
    }

    [Fact]
    public async Task An_alert_is_taken_in_JSON_and_a_stream_in_JSON_shows_each_change_as_it_comes()
    {
        using var xa = new RawPeer(lab);
        await xa.DeliverOneAsync(xa.Next());
        using var stream = new JsonStream(await SendAsync(HttpMethod.Get, "/v1/alerts:watch", Role.DutyOfficer, null));
        var raised = await stream.NextAsync(_ => true);

        var taken = await CallAsync(
            HttpMethod.Post,
            $"/v1/{raised.Name}:acknowledge",
            Role.DutyOfficer,
            new AcknowledgeAlertRequest { RequestId = Guid.NewGuid().ToString("D") },
            AcknowledgeAlertResponse.Parser);
        Assert.Equal((raised.Name, AlertState.Acknowledged), (taken.Alert.Name, taken.Alert.State));

        Assert.Equal(taken.Alert, await stream.NextAsync(alert => alert.State == AlertState.Acknowledged));
        await xa.DeliverOneAsync(xa.Next());
        Assert.Equal("REQUEST_RECEIVED", (await stream.NextAsync(alert => alert.Name != raised.Name)).Cause);
    }

    private async Task<T> CallAsync<T>(HttpMethod method, string path, Role role, IMessage? body, MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var response = await SendAsync(method, path, role, body);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {text}");
        return parser.ParseJson(text);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Role role, IMessage? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(node.People, path)) { Headers = { Authorization = node.Bearer(role) } };
        if (body is not null)
            request.Content = new StringContent(JsonFormatter.Default.Format(body), Encoding.UTF8, "application/json");
        return await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    /// <summary>A stream of JSON objects, one a line.</summary>
    private sealed class JsonStream(HttpResponseMessage response) : IDisposable
    {
        private readonly StreamReader reader = new(response.Content.ReadAsStream(Cancellation), Encoding.UTF8);

        /// <summary>The next alert that is as wanted.</summary>
        public async Task<Alert> NextAsync(Func<Alert, bool> isWanted)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            while (true)
            {
                var line = await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Deadlines.OverSockets, Cancellation);
                Assert.NotNull(line);
                if (line.Length == 0)
                    continue;
                using var json = JsonDocument.Parse(line);
                if (WatchAlertsResponse.Parser.ParseJson(line).Alert is { } alert && isWanted(alert))
                    return alert;
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
