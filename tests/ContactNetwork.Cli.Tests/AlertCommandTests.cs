using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests;

public sealed class AlertCommandTests
{
    private const string Reference = "PR-XB-2026-000001-9";

    private static readonly string RequestId = Guid.NewGuid().ToString("D");

    [Fact]
    public async Task A_repeated_taking_takes_the_open_alert_and_not_a_newer_closed_one()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Alerts.AddRange([Alert(3, AlertState.Cancelled), Alert(2, AlertState.Notified), Alert(1, AlertState.Escalated)]);

        CnRun run = await CnRun.Async(node.Profile(), "alert", "acknowledge", Reference, "--request-id", RequestId);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Name(2), Assert.Single(node.Behavior.Of<AcknowledgeAlertRequest>()).Name);
    }

    [Fact]
    public async Task A_repeated_taking_whose_alert_it_has_taken_itself_names_that_alert_again()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Alerts.AddRange([Alert(2, AlertState.Acknowledged), Alert(1, AlertState.Cancelled)]);

        CnRun run = await CnRun.Async(node.Profile(), "alert", "acknowledge", Reference, "--request-id", RequestId);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((Name(2), RequestId), node.Behavior.Of<AcknowledgeAlertRequest>().Select(request => (request.Name, request.RequestId)).Single());
    }

    [Fact]
    public async Task A_first_taking_finds_open_alerts_only()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Alerts.Add(Alert(1, AlertState.Acknowledged));

        CnRun run = await CnRun.Async(node.Profile(), "alert", "acknowledge", Reference, "--json");

        Assert.Equal((4, "ALERT_NOT_FOUND"), (run.ExitCode, run.ErrorJson.GetProperty("reason").GetString()));
        Assert.Empty(node.Behavior.Of<AcknowledgeAlertRequest>());
    }

    [Fact]
    public async Task Showing_prefers_an_open_alert_and_else_shows_the_newest()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Alerts.AddRange([Alert(2, AlertState.Cancelled), Alert(1, AlertState.Missed)]);

        await CnRun.Async(node.Profile(), "alert", "show", Reference);
        node.Behavior.Alerts.RemoveAt(1);
        await CnRun.Async(node.Profile(), "alert", "show", Reference);

        Assert.Equal([Name(1), Name(2)], node.Behavior.Of<GetAlertRequest>().Select(request => request.Name));
    }

    [Fact]
    public async Task Watching_alerts_resumes_after_a_lost_stream_and_shows_nothing_twice()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.AlertStreams.Enqueue([Change(Alert(1, AlertState.Raised, 1), "token-1"), Change(null, "token-2")]);
        node.Behavior.AlertStreams.Enqueue([Change(Alert(1, AlertState.Raised, 1)), Change(Alert(1, AlertState.Notified, 2), "token-3")]);

        CnRun run = await CnRun.Async(node.Profile(), "alert", "watch", "--timeout", "2", "--json");

        Assert.Equal(6, run.ExitCode);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([1L, 2L], lines.Select(line => WatchAlertsResponse.Parser.ParseJson(line).Alert.Version));
        Assert.Equal(["", "token-2", "token-3"], node.Behavior.Of<WatchAlertsRequest>().Select(request => request.ResumeToken));
    }

    [Fact]
    public async Task Watching_alerts_draws_a_line_for_each_change_and_ends_at_a_lasting_refusal()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.AlertStreams.Enqueue([Change(Alert(1, AlertState.Notified))]);

        CnRun shown = await CnRun.Async(node.Profile(), "alert", "watch", "--timeout", "2");
        node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.PermissionDenied, "ROLE_MISSING", "Not for you."));
        CnRun refused = await CnRun.Async(node.Profile(), "alert", "watch", "--timeout", "30");

        string line = Assert.Single(shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(Reference, line, StringComparison.Ordinal);
        Assert.Contains("notified", line, StringComparison.Ordinal);
        Assert.True(line.Length <= CnRun.Width, $"{line.Length} characters");
        Assert.Equal(5, refused.ExitCode);
    }

    [Fact]
    public async Task The_duty_list_tells_who_is_paged_and_when()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Duty = new GetDutyListResponse
        {
            DeskPhone = "+999255502000",
            Persons = { new DutyPerson { Person = "anna", DisplayName = "Anna A.", Languages = { "en" }, Channels = { "smtp", "smtp" } } },
            Ladders =
            {
                new DutyLadder
                {
                    Urgency = Urgency.Emergency,
                    Steps = { Step(0, "Anna A."), Step(3) },
                    MissedDelay = Duration.FromTimeSpan(TimeSpan.FromHours(2)),
                    AlarmInterval = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)),
                },
            },
        };

        CnRun drawn = await CnRun.Async(node.Profile(), "alert", "duty");
        CnRun json = await CnRun.Async(node.Profile(), "alert", "duty", "--json");

        string[] words = ["Anna A.", "smtp, smtp", "emergency", "at once", "3 min", "nobody", "2 h", "everybody again every 10 min", "+999255502000"];
        Assert.All(words, word => Assert.Contains(word, drawn.Output, StringComparison.Ordinal));
        Assert.Equal("anna", json.Json.GetProperty("persons")[0].GetProperty("person").GetString());
    }

    [Fact]
    public async Task An_empty_duty_list_is_said_loudly()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun run = await CnRun.Async(node.Profile(), "alert", "duty");

        Assert.Contains("Nobody is on the duty list", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuilding_due_work_tells_what_was_found()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun drawn = await CnRun.Async(node.Profile(), "node", "rebuild-due");
        CnRun json = await CnRun.Async(node.Profile(), "node", "rebuild-due", "--request-id", RequestId, "--json");

        Assert.Equal("Looked at 12 streams: added 2 missing rows, removed 1 that should not have been there.", drawn.Output.ReplaceLineEndings(" ").Trim());
        Assert.Equal("2", json.Json.GetProperty("addedCount").GetString());
        RebuildDueRequest[] asked = node.Behavior.Of<RebuildDueRequest>();
        Assert.Equal(RequestId, asked[1].RequestId);
        Assert.True(Guid.TryParse(asked[0].RequestId, out _));
    }

    private static Alert Alert(int number, AlertState state, long version = 2)
    {
        Alert alert = Samples.Alert();
        (alert.Name, alert.State, alert.Version) = (Name(number), state, version);
        return alert;
    }

    private static string Name(int number) => $"nodes/xa/alerts/0198c0de-0000-7000-8000-00000000000{number}";

    private static DutyStep Step(int minutes, params string[] persons) => new() { Delay = Duration.FromTimeSpan(TimeSpan.FromMinutes(minutes)), Persons = { persons } };

    private static WatchAlertsResponse Change(Alert? alert, string token = "") => new() { Alert = alert, ResumeToken = token };
}
