using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Tests.Contacts;

public sealed class VoiceTestCommandTests
{
    private const string Name = "nodes/xb/contactTests/0198c0de-0000-7000-8000-000000000001";
    private const string Reference = "TEST-XA-1A2B3C4D";

    [Fact]
    public async Task The_caller_is_told_the_number_to_dial_and_that_it_is_the_one_from_before()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Tests.Add(Test(ContactTestSide.Tester));

        CnRun run = await CnRun.Async(node.Profile(), "directory", "voice-test", "start", "xb", "--contact-point", "urn:poc:XB:1");

        Assert.True(run.ExitCode == 0, run.Error);
        StartVoiceTestRequest request = Assert.Single(node.Behavior.Of<StartVoiceTestRequest>());
        Assert.Equal(("XB", "urn:poc:XB:1", ""), (request.Country, request.ContactPointId, request.Number));
        Assert.Contains("+999201234567", run.Output, StringComparison.Ordinal);
        Assert.Contains("Dial the previous", run.Output, StringComparison.Ordinal);
        Assert.Contains(Reference, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_answers_names_the_test_as_the_caller_does_and_sees_the_word()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Tests.Add(Test(ContactTestSide.Tested));

        CnRun before = await CnRun.Async(node.Profile(), "directory", "voice-test", "show", Reference);
        CnRun run = await CnRun.Async(node.Profile(), "directory", "voice-test", "answer", "test-xa-1a2b3c4d");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Name, Assert.Single(node.Behavior.Of<AnswerVoiceTestRequest>()).Name);
        Assert.DoesNotContain("amber-falcon", before.Output, StringComparison.Ordinal);
        Assert.Contains("amber-falcon", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_met_is_sent_as_it_was_typed_and_the_result_shown()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        ContactTest test = Test(ContactTestSide.Tester);
        (test.State, test.Outcome, test.Word) = (ContactTestState.Concluded, ContactTestOutcome.WrongUnit, ContactTestWord.Wrong);
        node.Behavior.Tests.Add(test);

        CnRun run = await CnRun.Async(
            node.Profile(), "directory", "voice-test", "record", Reference, "--finding", "answered", "--word", "ambe falc", "--language", "en",
            "--answered-at", "2026-03-01T22:05:00Z");

        Assert.True(run.ExitCode == 0, run.Error);
        RecordVoiceTestRequest request = Assert.Single(node.Behavior.Of<RecordVoiceTestRequest>());
        Assert.Equal((Name, VoiceFinding.Answered, "ambe falc", "en"), (request.Name, request.Finding, request.HeardWord, request.Language));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 22, 5, 0, TimeSpan.Zero), request.AnswerTime.ToDateTimeOffset());
        Assert.Contains("wrong unit", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_that_there_is_none_of_and_a_test_that_nobody_knows_are_refused()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        Assert.NotEqual(0, (await CnRun.Async(node.Profile(), "directory", "voice-test", "record", Reference, "--finding", "perhaps")).ExitCode);
        CnRun unknown = await CnRun.Async(node.Profile(), "directory", "voice-test", "show", Reference);
        Assert.Equal(ExitCodes.NotFound, unknown.ExitCode);
        Assert.Empty(node.Behavior.Of<RecordVoiceTestRequest>());
    }

    private static ContactTest Test(ContactTestSide side) => new()
    {
        Name = Name,
        Side = side,
        PeerCountry = side == ContactTestSide.Tester ? "XB" : "XA",
        Level = ContactTestLevel.Voice,
        State = ContactTestState.Waiting,
        Reference = Reference,
        ContactPointId = "urn:poc:XB:1",
        Number = "+999201234567",
        IsPreviousNumber = true,
        AddTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero)),
    };
}
