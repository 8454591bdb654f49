using ContactNetwork.Cli.Preservations;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests;

public sealed class FileCommandTests
{
    [Fact]
    public async Task The_template_can_be_filed_as_it_is()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string file = node.Write((await CnRun.Async("unused.json", "preservation", "file", "--template")).Output, "request.yaml");

        CnRun run = await CnRun.Async(node.Profile(), "preservation", "file", file);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(Samples.Reference, run.Output, StringComparison.Ordinal);
        FilePreservationRequest sent = node.Behavior.Of<FilePreservationRequest>().Single();
        Assert.Equal("XB", sent.RequestedCountry);
        Assert.Equal(Urgency.Urgent, sent.Urgency);
        Assert.Equal([DataKind.Subscriber, DataKind.Traffic], sent.Content.Items[0].DataKinds);
        Assert.Equal("2026-11-20T21:14:09+01:00", sent.Content.Items[0].Identifier.SeenTime);
        Assert.True(sent.Content.Items[0].Identifier.IsCarrierShared);
        Assert.Equal(51514, sent.Content.Items[0].Identifier.SourcePort);
        Assert.True(sent.Content.MutualAssistance.IsIntended);
        Assert.Equal([UrgencyReason.VolatileData, UrgencyReason.CrimeInProgress], sent.Content.UrgencyReasons);
        Assert.DoesNotContain('\n', sent.Content.Necessity);
    }

    [Fact]
    public async Task Every_writable_field_of_the_API_is_shown_in_the_template()
    {
        string template = (await CnRun.Async("unused.json", "preservation", "file", "--template")).Output;

        IEnumerable<string> keys = new[]
        {
            FilePreservationRequest.Descriptor, PreservationContent.Descriptor, Authority.Descriptor, Offence.Descriptor,
            DataItem.Descriptor, Identifier.Descriptor, MutualAssistanceIntention.Descriptor, Custodian.Descriptor,
        }.SelectMany(FriendlyNames.Writable).Select(FriendlyNames.Of);

        Assert.All(keys, key => Assert.Contains($"{key}:", template, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_that_cannot_be_read_is_told_with_its_line_and_nothing_is_sent()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string file = node.Write(
            """
            to: XB
            urgency: soon
            colour: red
            items:
              - identifier:
                  kind: ipv4
                  port: many
                from: 2026-11-14T00:00:00
              - nothing
            confidential: maybe
            """,
            "request.yaml");

        CnRun run = await CnRun.Async(node.Profile(), "preservation", "file", file, "--json");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(
            ["line 2: urgency", "line 3: colour", "line 7: items[0].identifier.port", "line 8: items[0].from", "line 9: items[1]", "line 10: confidential"],
            run.ErrorJson.GetProperty("violations").EnumerateArray().Select(one => one.GetProperty("field").GetString()!));
        Assert.Empty(node.Behavior.Received);
    }

    [Fact]
    public async Task What_the_other_node_lacks_is_told_beside_the_result()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Warnings.Add(new FilingWarning
        {
            Feature = "preservations",
            Message = "The node of XB does not announce 'preservations'.",
            CallPhone = "+999255502000",
        });
        string file = node.Write("to: XB", "request.yaml");

        CnRun people = await CnRun.Async(node.Profile(), "preservation", "file", file);
        CnRun programs = await CnRun.Async(node.Profile(), "preservation", "file", file, "--json");

        Assert.Equal((0, 0), (people.ExitCode, programs.ExitCode));
        Assert.Contains(Samples.Reference, people.Output, StringComparison.Ordinal);
        string told = string.Join(' ', people.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("does not announce 'preservations'.", told, StringComparison.Ordinal);
        Assert.Contains("+999255502000", told, StringComparison.Ordinal);
        Assert.Equal("preservations", System.Text.Json.JsonDocument.Parse(programs.Error).RootElement.GetProperty("feature").GetString());
    }

    [Theory]
    [InlineData("to: XB\nto: XC\n", "line 2")]
    [InlineData("to: [XB\n", "line ")]
    [InlineData("just words\n", "must hold one group of keys")]
    [InlineData("", "must hold one group of keys")]
    public async Task What_is_no_mapping_is_refused(string text, string expected)
    {
        CnRun run = await CnRun.WithAsync(["preservation", "file", "-", "--check"], text, TestContext.Current.CancellationToken);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_nodes_refusal_points_into_the_file()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string file = node.Write("to: XB\nurgency: urgent\nitems:\n  - identifier:\n      kind: ipv4\n      value: 198.51.100.23\n", "request.yaml");
        node.Behavior.Failures.Enqueue(Refusals.Of(
            StatusCode.InvalidArgument, "MALFORMED_REQUEST", "2 fields.",
            violations: [("content.items[0].identifier.seen_time", "is missing."), ("content.necessity", "is missing.")]));

        CnRun run = await CnRun.Async(node.Profile(), "preservation", "file", file);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("line 4: items[0].identifier.seen", run.Error, StringComparison.Ordinal);
        Assert.Contains("necessity", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tries_again_with_the_same_request_id_while_the_node_is_away()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        for (int at = 0; at < 2; at++)
        {
            node.Behavior.Failures.Enqueue(Refusals.Of(
                StatusCode.Unavailable, "STORE_UNAVAILABLE", "Not now.", retryDelay: TimeSpan.FromMilliseconds(20)));
        }

        CnRun run = await CnRun.WithAsync(["--profile", node.Profile(), "preservation", "file", "-"], "to: XB", TestContext.Current.CancellationToken);

        Assert.Equal(0, run.ExitCode);
        FilePreservationRequest[] sent = node.Behavior.Of<FilePreservationRequest>();
        Assert.Equal(3, sent.Length);
        Assert.True(Guid.TryParse(sent[0].RequestId, out _));
        Assert.Single(sent.Select(one => one.RequestId).Distinct());
    }

    [Fact]
    public async Task Gives_up_after_a_bounded_number_of_tries()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        for (int at = 0; at < 20; at++)
        {
            node.Behavior.Failures.Enqueue(Refusals.Of(
                StatusCode.Unavailable, "STORE_UNAVAILABLE", "Not now.", retryDelay: TimeSpan.FromMilliseconds(5)));
        }

        CnRun run = await CnRun.WithAsync(["--profile", node.Profile(), "preservation", "file", "-", "--json"], "to: XB", TestContext.Current.CancellationToken);

        Assert.Equal(6, run.ExitCode);
        Assert.Equal(5, node.Behavior.Of<FilePreservationRequest>().Length);
        Assert.Equal(node.Behavior.Of<FilePreservationRequest>()[0].RequestId, run.ErrorJson.GetProperty("requestId").GetString());
        // The commit may have come through, so nobody is told that nothing was changed.
        Assert.StartsWith("It is not known whether", run.ErrorJson.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_request_id_is_sent_as_it_is()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string id = "0198c0de-0000-7000-8000-000000000009";

        await CnRun.Async(node.Profile(), "preservation", "withdraw", Samples.Reference, "--reason", "solved", "--request-id", id.ToUpperInvariant());

        Assert.Equal(id, node.Behavior.Of<WithdrawPreservationRequest>().Single().RequestId);
        Assert.Equal("solved", node.Behavior.Of<WithdrawPreservationRequest>().Single().Reason);
    }
}
