using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests;

public sealed class WatchTests
{
    [Fact]
    public async Task A_lost_stream_is_resumed_from_the_last_token_and_shows_nothing_twice()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Streams.Enqueue([Message(Samples.Row(1), "token-1"), Message(null, "token-2")]);
        node.Behavior.Streams.Enqueue([Message(Samples.Row(1)), Message(Samples.Row(2, PreservationStage.Delivered), "token-3")]);
        node.Behavior.Streams.Enqueue([Message(Samples.Row(3, PreservationStage.Acknowledged))]);

        CnRun run = await CnRun.Async(
            node.Profile(), "preservation", "watch", Samples.Reference, "--until", "acknowledged", "--timeout", "30", "--json");

        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([1L, 2L, 3L], lines.Select(line => WatchBoardResponse.Parser.ParseJson(line).Row.Version));
        Assert.Equal(["", "token-2", "token-3"], node.Behavior.Of<WatchBoardRequest>().Select(request => request.ResumeToken));
        Assert.Contains("INTERRUPTED", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_node_no_longer_knows_starts_from_the_beginning()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.InvalidArgument, "RESUME_TOKEN_INVALID", "Too old."));
        node.Behavior.Streams.Enqueue([Message(Samples.Row(3, PreservationStage.Acknowledged))]);

        CnRun run = await CnRun.Async(
            node.Profile(), "preservation", "watch", Samples.Reference, "--until", "acknowledged", "--resume", "old", "--timeout", "30");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["old", ""], node.Behavior.Of<WatchBoardRequest>().Select(request => request.ResumeToken));
    }

    [Fact]
    public async Task A_lasting_refusal_ends_the_watch()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.PermissionDenied, "ROLE_MISSING", "Not for you."));

        CnRun run = await CnRun.Async(node.Profile(), "preservation", "watch", "--timeout", "30");

        Assert.Equal(5, run.ExitCode);
    }

    [Fact]
    public async Task A_timeout_that_is_none_is_a_usage_error()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        CnRun run = await CnRun.Async(node.Profile(), "preservation", "watch", "--timeout", "-5", "--json");
        Assert.Equal((2, "USAGE"), (run.ExitCode, run.ErrorJson.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task The_timeout_ends_the_watch_with_a_code_of_its_own()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun run = await CnRun.Async(node.Profile(), "preservation", "watch", "--timeout", "1");

        Assert.Equal(6, run.ExitCode);
    }

    [Fact]
    public async Task Interrupting_is_the_good_end_of_a_watch()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ends.CancelAfter(TimeSpan.FromMilliseconds(300));

        CnRun run = await CnRun.WithAsync(["--profile", node.Profile(), "preservation", "watch"], null, ends.Token);

        Assert.Equal(0, run.ExitCode);
    }

    private static WatchBoardResponse Message(BoardRow? row, string token = "") => new() { Row = row, ResumeToken = token };
}
