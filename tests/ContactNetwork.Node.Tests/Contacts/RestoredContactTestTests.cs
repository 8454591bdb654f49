using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Contacts.VoiceTestDuties;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using ContactTest = ContactNetwork.V1.ContactTest;
using VoiceTestDuty = ContactNetwork.V1.VoiceTestDuty;
using VoiceTestDutyState = ContactNetwork.V1.VoiceTestDutyState;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>Contact tests of a node that goes on from a backup: nobody is called twice, and no result is lost.</summary>
public sealed class RestoredContactTestTests : IDisposable
{
    private static readonly Caller Lead =
        new(Guid.Parse("0198c0de-0000-7000-8000-0000000000d5"), "Lead", [Role.ShiftLead], IsMachine: false);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => lab.Dispose();

    [Fact]
    public async Task A_desk_that_answered_before_the_loss_is_not_called_again_and_knows_the_result()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        await using var backup = await BackupAfterWarmUpAsync("XB", store, xa);
        await using (var before = await StartAsync("XB", store))
        {
            await TestAsync(xa, before, "XB");
            Assert.NotEmpty(Calls(before));
            await UntilAsync(before, test => test.Outcome == ContactTestOutcome.Ok, "told the result");
            await before.UntilCountAsync("due where kind = 'deliver' and peer = 'XB'", 0);
        }

        backup.TakeFolder(store);
        await using var xb = await StartAsync("XB", backup);

        var test = await UntilAsync(xb, each => each.Outcome == ContactTestOutcome.Ok, "told the result again");
        Assert.Equal((ContactTestLevel.HumanPing, ContactTestState.Acknowledged), (test.Level, test.State));
        Assert.Contains("restored from XA", test.AcknowledgedRole, StringComparison.Ordinal);
        Assert.Empty(Calls(xb));
        Assert.Equal(1, await xb.CountAsync("contact_fact where level = 2 and outcome = 1"));
        // The day's one test was spent before the loss.
        await StartTestAsync(xa, "XB");
        await UntilAsync(xa, each => each.DeclineReason == ContactTestDeclineReason.TestedWithinDay, "declined");
        Assert.Empty(Calls(xb));
        Ends(xb);
    }

    [Fact]
    public async Task A_tester_knows_its_test_and_its_result_again_and_asks_nobody_twice()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        await using var backup = await BackupAfterWarmUpAsync("XA", store, xb);
        await using (var before = await StartAsync("XA", store))
        {
            await TestAsync(before, xb, "XB");
            await UntilAsync(xb, test => test.Outcome == ContactTestOutcome.Ok, "told the result");
            await before.UntilCountAsync("due where kind = 'deliver' and peer = 'XB'", 0);
        }

        backup.TakeFolder(store);
        await using var xa = await StartAsync("XA", backup);

        var test = await UntilAsync(xa, each => each is { Outcome: ContactTestOutcome.Ok, AcknowledgedRole: "duty officer" }, "passed again");
        Assert.Equal((ContactTestSide.Tester, "XB", ContactTestLevel.HumanPing), (test.Side, test.PeerCountry, test.Level));
        Assert.Equal(1, await xa.CountAsync("contact_test"));
        Assert.Equal(1, await xa.CountAsync("contact_fact where level = 2 and outcome = 1"));
        await Eventually.Async(
            async () => await xa.CountAsync("due where kind = 'deliver' and peer = 'XB'") == 0, Deadlines.OverSockets, Cancellation, "nothing is owed to XB");
        Assert.Equal(1, await xb.CountAsync("mt_events where type = 'received-contact-test.admitted.v1'"));
        Assert.Equal(1, await xb.CountAsync("contact_test"));
        Ends(xa);
    }

    [Fact]
    public async Task A_voice_test_that_was_recorded_before_the_loss_is_still_the_one_that_was_owed()
    {
        // Who calls whom follows from the half-year: of three countries in a ring one of these two calls the other.
        var isXa = ContactTestPairing.TestedBy("XA", TestLab.NetworkId, HalfYear.Of(TestLab.Now).Name, ["XA", "XB", "XC"]) == "XB";
        var (tester, tested) = isXa ? ("XA", "XB") : ("XB", "XA");
        await using var store = await TestStore.CreateAsync();
        await using var other = await DirectoryNode.StartAsync(lab, tested);
        await using var backup = await BackupAfterWarmUpAsync(tester, store, other);
        await using (var before = await StartAsync(tester, store))
        {
            await before.Get<VoiceTestDutyKeeper>().LookAsync(Cancellation);
            Assert.SkipWhen(await before.CountAsync("voice_test_duty") == 0, "The half-year is about over.");
            await CallAsync(before, other);
            Assert.Equal(VoiceTestDutyState.Done, (await DutyAsync(before)).State);
            await before.UntilCountAsync($"due where kind = 'deliver' and peer = '{tested}'", 0);
        }

        backup.TakeFolder(store);
        await using var after = await StartAsync(tester, backup);

        await after.Get<VoiceTestDutyKeeper>().LookAsync(Cancellation);
        await UntilAsync(after, test => test is { Level: ContactTestLevel.Voice, Outcome: ContactTestOutcome.NoAnswer }, "recorded again");
        await after.Get<VoiceTestDutyKeeper>().LookAsync(Cancellation);
        var duty = await DutyAsync(after);
        Assert.Equal((tested, VoiceTestDutyState.Done), (duty.Country, duty.State));
        Assert.DoesNotContain(after.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause.StartsWith("VOICE_TEST", StringComparison.Ordinal));
        Ends(after);
    }

    /// <summary>One country calls the other, whose number nobody answers.</summary>
    private async Task CallAsync(PeersNode tester, PeersNode tested)
    {
        var content = TestSheets.Content(tested.Country);
        content.ContactPoints[0].Channels[0].IsTestAllowed = true;
        var sheet = TestSheets.After(content, null);
        sheet.CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now.AddDays(-4));
        var keys = lab.Network.Countries[tested.Country].DirectoryKeys;
        await tested.PublishAsync(sheet, keys[0], keys[1]);
        await tester.UntilVersionAsync(tested.Country, 1);
        var start = new StartVoiceTestRequest { RequestId = Guid.NewGuid().ToString("D"), Country = tested.Country };
        var begun = await tester.Get<StartVoiceTestHandler>().HandleAsync(
            start, RequestKey.Of(Lead.PersonId.ToString("N"), "start-voice", start.RequestId, start), Lead, Cancellation);
        await UntilAsync(tester, test => test.State == ContactTestState.Waiting, "waiting");
        var record = new RecordVoiceTestRequest { RequestId = Guid.NewGuid().ToString("D"), Name = begun.Test.Name, Finding = V1.VoiceFinding.NoAnswer };
        await tester.Get<RecordVoiceTestHandler>().HandleAsync(
            record, RequestKey.Of(Lead.PersonId.ToString("N"), "record-voice", record.RequestId, record), Lead, Cancellation);
        await UntilAsync(tested, test => test.Outcome == ContactTestOutcome.NoAnswer, "told the result");
    }

    private static async Task<VoiceTestDuty> DutyAsync(PeersNode node) => Assert.Single(
        (await node.Get<ListContactTestsQuery>().AnswerAsync(new ListContactTestsRequest(), Cancellation)).VoiceTestDuties);

    /// <summary>A backup from after the two nodes have met and said something to each other.</summary>
    private async Task<TestStore> BackupAfterWarmUpAsync(string country, TestStore store, PeersNode other)
    {
        await using (var first = await StartAsync(country, store))
        {
            await first.FileAsync(other.Country);
            await first.UntilCountAsync("receipt", 1);
        }

        return await store.BackupAsync();
    }

    /// <summary>One country tests the other, whose duty officer acknowledges.</summary>
    private static async Task TestAsync(PeersNode tester, PeersNode tested, string country)
    {
        await StartTestAsync(tester, country);
        // The desk of these tests notes the call before the commit.
        await tested.UntilCountAsync("contact_test where is_admitted", 1);
        var officer = new Actor(ActorKind.Person, "duty officer", Guid.NewGuid(), "api");
        await tested.Get<Shell>().RunAsync(
            (session, inner) => ContactTestReactions.TakenAsync(session, Calls(tested)[0].Subject.Id, session.Stamp(officer), inner), Cancellation);
        await UntilAsync(tester, test => test.Outcome == ContactTestOutcome.Ok, "passed");
    }

    private static Task<StartContactTestResponse> StartTestAsync(PeersNode node, string country)
    {
        var request = new StartContactTestRequest { RequestId = Guid.NewGuid().ToString("D"), Country = country };
        return node.Get<StartContactTestHandler>().HandleAsync(
            request, RequestKey.Of(Lead.PersonId.ToString("N"), "start", request.RequestId, request), Lead, Cancellation);
    }

    private static IReadOnlyList<OnCallOrder.RaiseAlertAbout> Calls(PeersNode node) =>
        [.. node.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Where(order => order.Cause == ContactTestCall.Cause)];

    private static async Task<ContactTest> UntilAsync(PeersNode node, Func<ContactTest, bool> isWanted, string what)
    {
        ContactTest? found = null;
        await Eventually.Async(
            async () => (found = (await node.Get<ListContactTestsQuery>().AnswerAsync(new ListContactTestsRequest(), Cancellation)).Tests.FirstOrDefault(isWanted)) is not null,
            Deadlines.OverSockets,
            Cancellation,
            $"{node.Country} sees a test {what}");
        return found!;
    }

    private Task<PeersNode> StartAsync(string country, TestStore store) => DirectoryNode.StartAsync(lab, country, store, lab.Port(country));

    /// <summary>The lane to the third country may be begun before it is stopped; then the courier stops it, and says so.</summary>
    private static void Ends(PeersNode node)
    {
        if (node.Logs.Logs.Any(IsOfStop))
            node.Logs.Expect("that a lane has stopped", IsOfStop);

        static bool IsOfStop(WatchedLog log) => log.Event.Name == "OwnLaneStopped";
    }
}
