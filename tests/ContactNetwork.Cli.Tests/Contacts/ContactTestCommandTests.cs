using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Tests.Contacts;

public sealed class ContactTestCommandTests
{
    [Fact]
    public async Task A_test_is_begun_for_the_country_that_was_typed()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun run = await CnRun.Async(node.Profile(), "directory", "test", "xb");

        Assert.True(run.ExitCode == 0, run.Error);
        StartContactTestRequest request = Assert.Single(node.Behavior.Of<StartContactTestRequest>());
        Assert.Equal("XB", request.Country);
        Assert.True(Guid.TryParse(request.RequestId, out _));
        Assert.Contains("XB", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_tells_who_tests_whom_how_it_went_and_why_one_was_not_taken()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        var instant = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero));
        node.Behavior.Tests.Add(new ContactTest
        {
            Side = ContactTestSide.Tester,
            PeerCountry = "XB",
            Level = ContactTestLevel.HumanPing,
            State = ContactTestState.Acknowledged,
            Outcome = ContactTestOutcome.Ok,
            AddTime = instant,
            AcknowledgedRole = "duty officer",
        });
        node.Behavior.Tests.Add(new ContactTest
        {
            Side = ContactTestSide.Tested,
            PeerCountry = "XC",
            Level = ContactTestLevel.HumanPing,
            State = ContactTestState.Declined,
            DeclineReason = ContactTestDeclineReason.TestedWithinDay,
            AddTime = instant,
            NextTime = instant,
        });

        CnRun run = await CnRun.Async(node.Profile(), "directory", "tests");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("we test XB", run.Output, StringComparison.Ordinal);
        Assert.Contains("duty officer", run.Output, StringComparison.Ordinal);
        Assert.Contains("XC tests us", run.Output, StringComparison.Ordinal);
        Assert.Contains("tested within day", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_voice_test_that_is_owed_stands_before_the_list_with_the_command_that_begins_it_and_what_is_in_its_way()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        var instant = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero));
        node.Behavior.VoiceTestDuties.Add(new VoiceTestDuty
        {
            Country = "XB",
            Period = "2026-H1",
            State = VoiceTestDutyState.Overdue,
            DueTime = instant,
            Hindrance = VoiceTestHindrance.Suspended,
        });
        node.Behavior.VoiceTestDuties.Add(new VoiceTestDuty { Country = "XC", Period = "2025-H2", State = VoiceTestDutyState.Missed, DueTime = instant });

        CnRun run = await CnRun.Async(node.Profile(), "directory", "tests");
        CnRun json = await CnRun.Async(node.Profile(), "directory", "tests", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Voice test of XB, 2026-H1: overdue since", run.Output, StringComparison.Ordinal);
        Assert.Contains("cn directory voice-test start XB", run.Output, StringComparison.Ordinal);
        Assert.Contains("It can't be done now: the country is suspended", run.Output, StringComparison.Ordinal);
        Assert.Contains("Voice test of XC, 2025-H2: missed", run.Output, StringComparison.Ordinal);
        Assert.Contains("VOICE_TEST_DUTY_STATE_OVERDUE", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_of_a_test_says_so_in_the_list_of_alerts()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Alerts.Add(new Alert
        {
            Name = "nodes/xa/alerts/0198c0de-0000-7000-8000-000000000001",
            Cause = "CONTACT_TEST",
            Reference = "TEST-XB-1A2B3C4D",
            Purpose = V1.Purpose.Test,
            Urgency = V1.Urgency.Urgent,
            State = AlertState.Raised,
            RaiseTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero)),
        });

        CnRun run = await CnRun.Async(node.Profile(), "alert", "list");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("TEST TEST-XB-1A2B3C4D", run.Output, StringComparison.Ordinal);
    }
}
