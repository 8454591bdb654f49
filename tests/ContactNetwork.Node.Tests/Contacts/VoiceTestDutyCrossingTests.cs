using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Contacts.VoiceTestDuties;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Xunit;
using ContactTest = ContactNetwork.V1.ContactTest;
using VoiceFinding = ContactNetwork.V1.VoiceFinding;
using VoiceTestDuty = ContactNetwork.V1.VoiceTestDuty;
using VoiceTestDutyState = ContactNetwork.V1.VoiceTestDutyState;
using VoiceTestHindrance = ContactNetwork.V1.VoiceTestHindrance;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>The voice test that one country owes another, from the desk's alert to the recorded call: two whole nodes, over their real ports.</summary>
public sealed class VoiceTestDutyCrossingTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private WholeNode tester = null!;
    private WholeNode tested = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Who calls whom follows from the half-year: of three countries in a ring one of these two calls the other.
        var period = HalfYear.Of(TestLab.Now).Name;
        var isXa = ContactTestPairing.TestedBy("XA", TestLab.NetworkId, period, ["XA", "XB", "XC"]) == "XB";
        tester = await WholeNode.StartAsync(lab, isXa ? "XA" : "XB");
        tested = await WholeNode.StartAsync(lab, isXa ? "XB" : "XA");
    }

    public async ValueTask DisposeAsync()
    {
        await tester.DisposeAsync();
        await tested.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task The_desk_is_told_whom_to_call_by_when_and_the_recorded_call_ends_it()
    {
        await PublishAsync();
        await LookAsync();
        Assert.SkipWhen(await DutyAsync() is null, "The half-year is about over.");
        Assert.Equal((tested.Country, VoiceTestDutyState.Planned), ((await DutyAsync())!.Country, (await DutyAsync())!.State));

        // Its time comes: the desk has a routine alert that says who and by when, and the list says how.
        await using (var come = tester.Get<NpgsqlDataSource>().CreateCommand("update node.voice_test_duty set open_time = now() - interval '1 hour'"))
            await come.ExecuteNonQueryAsync(Cancellation);
        await LookAsync();
        var due = (await DutyAsync())!;
        Assert.Equal((VoiceTestDutyState.Due, VoiceTestHindrance.Unspecified), (due.State, due.Hindrance));
        var alert = Assert.Single(await AlertsAsync());
        Assert.Equal(
            ("VOICE_TEST_DUE", ContactNetwork.V1.Urgency.Routine, ContactNetwork.V1.Purpose.Real, tested.Country, due.Reference),
            (alert.Cause, alert.Urgency, alert.Purpose, alert.PeerCountry, alert.Reference));
        Assert.Equal(due.Name, alert.SubjectName);
        await Eventually.Async(
            () => tester.Mail.Mails.Any(mail => mail.Text.Contains(due.Reference, StringComparison.Ordinal)), Deadlines.OverSockets, Cancellation, "the page arrives");

        // A test that was begun is not done: only what was met on the telephone ends it.
        var begun = (await Tests(tester).StartVoiceTestAsync(
            new StartVoiceTestRequest { RequestId = NewId(), Country = tested.Country }, tester.As(Role.ShiftLead), cancellationToken: Cancellation)).Test;
        await UntilAsync(tested, test => test.Reference == begun.Reference, "announced");
        await UntilAsync(tester, test => test.State == ContactTestState.Waiting, "waiting");
        await LookAsync();
        Assert.Equal(VoiceTestDutyState.Due, (await DutyAsync())!.State);

        var recorded = (await Tests(tester).RecordVoiceTestAsync(
            new RecordVoiceTestRequest { RequestId = NewId(), Name = begun.Name, Finding = VoiceFinding.NoAnswer },
            tester.As(Role.DirectoryManager),
            cancellationToken: Cancellation)).Test;

        var done = (await DutyAsync())!;
        Assert.Equal((VoiceTestDutyState.Done, begun.Name, ContactTestOutcome.NoAnswer), (done.State, done.Test, recorded.Outcome));
        Assert.Equal(AlertState.Cancelled, (await AlertAsync(alert.Name)).State);
        await LookAsync();
        Assert.Empty(await AlertsAsync());
        // The tested country owes nobody anything for it, and knows how it went.
        await UntilAsync(tested, test => test.Outcome == ContactTestOutcome.NoAnswer, "told the result");
        Assert.Empty((await Tests(tested).ListContactTestsAsync(
            new ListContactTestsRequest(), tested.As(Role.Auditor), cancellationToken: Cancellation)).VoiceTestDuties);
    }

    private static ContactTestService.ContactTestServiceClient Tests(WholeNode node) => new(node.Channel);

    private static string NewId() => Guid.NewGuid().ToString("D");

    private Task LookAsync() => tester.Get<VoiceTestDutyKeeper>().LookAsync(Cancellation);

    private async Task<VoiceTestDuty?> DutyAsync() => (await Tests(tester).ListContactTestsAsync(
        new ListContactTestsRequest(), tester.As(Role.DutyOfficer), cancellationToken: Cancellation)).VoiceTestDuties.SingleOrDefault();

    private async Task<IReadOnlyList<Alert>> AlertsAsync() => (await tester.OnCall.ListAlertsAsync(
        new ListAlertsRequest { IsOpenOnly = true }, tester.As(Role.DutyOfficer), cancellationToken: Cancellation)).Alerts;

    private async Task<Alert> AlertAsync(string name) => (await tester.OnCall.GetAlertAsync(
        new GetAlertRequest { Name = name }, tester.As(Role.DutyOfficer), cancellationToken: Cancellation)).Alert;

    /// <summary>The tested country publishes a sheet with a number that tests may dial, as of four days ago, and the tester gets it.</summary>
    private async Task PublishAsync()
    {
        var content = TestSheets.Content(tested.Country);
        content.ContactPoints[0].Channels[0].IsTestAllowed = true;
        var sheet = TestSheets.After(content, null);
        sheet.CreateTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(-4));
        var keys = lab.Network.Countries[tested.Country].DirectoryKeys;
        var request = new PublishSheetRequest { RequestId = NewId(), Payload = sheet.ToByteString(), Signatures = { TestSheets.Sign(sheet, keys[0], keys[1]).Signatures } };
        await new ContactService.ContactServiceClient(tested.Channel).PublishSheetAsync(request, tested.As(Role.DirectoryManager), cancellationToken: Cancellation);
        await Eventually.Async(
            () => tester.Get<SheetBook>().View.Countries.ContainsKey(tested.Country), Deadlines.OverSockets, Cancellation, "the tester holds the sheet");
    }

    private static Task UntilAsync(WholeNode node, Func<ContactTest, bool> isWanted, string what) => Eventually.Async(
        async () => (await Tests(node).ListContactTestsAsync(
            new ListContactTestsRequest(), node.As(Role.Auditor), cancellationToken: Cancellation)).Tests.Any(isWanted),
        Deadlines.OverSockets,
        Cancellation,
        $"{node.Country} sees a test {what}");
}
