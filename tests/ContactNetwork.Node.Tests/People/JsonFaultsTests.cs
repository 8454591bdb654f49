using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

/// <summary>JSON that can't be read: answered with a documented reason, and none of it in the log.</summary>
public sealed class JsonFaultsTests(SharedNode shared)
{
    private const string Mark = "Suspect-4711";
    private const string HostCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Unreadable => new()
    {
        { "/v1/people:proposeRoleGrant", $"{{\"displayName\":\"{Mark}\"" },
        { "/v1/people:proposeRoleGrant", $"{{\"roles\":[\"{Mark}\"]}}" },
        { "/v1/people:proposeRoleGrant", $"{{\"displayName\":[\"{Mark}\"]}}" },
        { "/v1/people:proposeRoleGrant", $"[\"{Mark}\"]" },
        { $"/v1/people?page_size={Mark}", "" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_malformed_and_not_logged(string path, string body)
    {
        var (code, reason, message) = await CallAsync(path, body);
        Assert.Equal((HttpStatusCode.BadRequest, "MALFORMED_REQUEST"), (code, reason));
        Assert.NotEmpty(message);
        var logs = (await shared.GetAsync()).Logs.Logs;
        Assert.Contains(logs, log => log.Event.Name == "JsonRefused" && log.Message.Contains(reason, StringComparison.Ordinal));
        // The host's own lines of each call, with its address, are off in a node.
        Assert.DoesNotContain(logs, log => log.Category != HostCategory && log.ToString().Contains(Mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_too_large_is_over_the_limit()
    {
        var body = JsonSerializer.Serialize(new { displayName = new string('x', 2 * 1024 * 1024) });
        var (code, reason, _) = await CallAsync("/v1/people:proposeRoleGrant", body);
        Assert.Equal((HttpStatusCode.TooManyRequests, "LIMIT_EXCEEDED"), (code, reason));
    }

    [Fact]
    public async Task A_refusal_of_the_node_keeps_its_details()
    {
        var (code, reason, message) = await CallAsync("/v1/people?page_size=-1", "");
        Assert.Equal((HttpStatusCode.BadRequest, "MALFORMED_REQUEST"), (code, reason));
        Assert.Contains("page_size", message, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Code, string Reason, string Message)> CallAsync(string path, string body)
    {
        var node = await shared.GetAsync();
        using var request = new HttpRequestMessage(body.Length == 0 ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", node.TokenOf(Role.DirectoryManager));
        // A node that refuses a body unread closes the line: whoever is writing then may not see the answer.
        request.Headers.ExpectContinue = body.Length > 0;
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await node.Http.SendAsync(request, Cancellation);
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var info = status.RootElement.GetProperty("details")[0];
        return (answer.StatusCode, info.GetProperty("reason").GetString()!, status.RootElement.GetProperty("message").GetString()!);
    }
}
