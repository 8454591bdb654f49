using System.Text.Json;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(StatusCode.InvalidArgument, "MALFORMED_REQUEST", 3)]
    [InlineData(StatusCode.NotFound, "PRESERVATION_NOT_FOUND", 4)]
    [InlineData(StatusCode.PermissionDenied, "ROLE_MISSING", 5)]
    [InlineData(StatusCode.FailedPrecondition, "NOT_IN_THIS_STAGE", 7)]
    [InlineData(StatusCode.Aborted, "STALE_VERSION", 7)]
    [InlineData(StatusCode.AlreadyExists, "REQUEST_ID_REUSED", 7)]
    [InlineData(StatusCode.ResourceExhausted, "LIMIT_EXCEEDED", 8)]
    [InlineData(StatusCode.Internal, "INTERNAL", 1)]
    public async Task Each_refusal_has_its_exit_code_and_tells_its_reason(StatusCode code, string reason, int exitCode)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        var metadata = new Dictionary<string, string> { ["stage"] = "WITHDRAWN" };
        node.Behavior.Failures.Enqueue(Refusals.Of(code, reason, "No, because of this.", metadata));
        node.Behavior.Failures.Enqueue(Refusals.Of(code, reason, "No, because of this.", metadata));

        CnRun plain = await CnRun.Async(node.Profile(), "preservation", "show", Samples.Reference);
        CnRun json = await CnRun.Async(node.Profile(), "preservation", "show", Samples.Reference, "--json");

        Assert.Equal(exitCode, plain.ExitCode);
        Assert.Contains("No, because of this.", plain.Error, StringComparison.Ordinal);
        Assert.Empty(plain.Output);
        Assert.Equal(exitCode, json.ExitCode);
        Assert.Empty(json.Output);
        Assert.Equal(reason, json.ErrorJson.GetProperty("reason").GetString());
        Assert.Equal(exitCode, json.ErrorJson.GetProperty("exitCode").GetInt32());
        Assert.Equal("WITHDRAWN", json.ErrorJson.GetProperty("metadata").GetProperty("stage").GetString());
    }

    [Fact]
    public async Task A_refused_token_asks_to_log_in()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun run = await CnRun.Async(node.Profile(token: "stale"), "peer", "list");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("cn login", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_role_names_the_roles_needed()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Failures.Enqueue(Refusals.Of(
            StatusCode.PermissionDenied, "ROLE_MISSING", "You lack a role.", new Dictionary<string, string> { ["roles"] = "DUTY_OFFICER, SHIFT_LEAD" }));

        CnRun run = await CnRun.Async(node.Profile(), "preservation", "acknowledge", Samples.Reference);

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("DUTY_OFFICER, SHIFT_LEAD", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_away_is_unavailable_and_the_act_can_be_repeated()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = node.Profile();
        string gone = node.Write(File.ReadAllText(profile).Replace($":{node.Address.Port}", ":1", StringComparison.Ordinal), "gone.json");

        CnRun run = await CnRun.Async(gone, "preservation", "acknowledge", Samples.Reference);

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("--request-id", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preservation")]
    [InlineData("preservation", "withdraw", "PR-XA-2026-000001-A")]
    [InlineData("nonsense")]
    [InlineData("preservation", "list", "--stage", "nonsense")]
    [InlineData("preservation", "acknowledge", "X", "--request-id", "no-uuid")]
    [InlineData("peer", "list")]
    public async Task What_is_not_understood_is_a_usage_error_without_help_on_standard_output(params string[] arguments)
    {
        CnRun run = await CnRun.WithAsync(["--json", .. arguments], null, TestContext.Current.CancellationToken);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal("USAGE", run.ErrorJson.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Help_goes_to_standard_output_but_not_beside_JSON()
    {
        CnRun plain = await CnRun.WithAsync(["--help"], null, TestContext.Current.CancellationToken);
        CnRun json = await CnRun.WithAsync(["--json", "--help"], null, TestContext.Current.CancellationToken);

        Assert.Equal(0, plain.ExitCode);
        Assert.Contains("preservation", plain.Output, StringComparison.Ordinal);
        Assert.Empty(json.Output);
        Assert.Contains("preservation", json.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_as_JSON_are_what_the_node_answered()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        JsonElement found = (await CnRun.Async(node.Profile(), "preservation", "show", Samples.Reference.ToLowerInvariant(), "--json")).Json;

        Assert.Equal(Samples.Reference, found.GetProperty("row").GetProperty("reference").GetString());
        Assert.Equal("PRESERVATION_STAGE_DELIVERED", found.GetProperty("row").GetProperty("stage").GetString());
        Assert.Equal($"nodes/xa/preservations/{Samples.Reference}", node.Behavior.Of<V1.GetPreservationRequest>().Single().Name);
    }
}
