using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Contacts.VoiceTestDuties;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.V1;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using VoiceTestDutyState = ContactNetwork.V1.VoiceTestDutyState;
using VoiceTestHindrance = ContactNetwork.V1.VoiceTestHindrance;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>The voice test that a country owes, at one node with its real store and a clock that the test moves.</summary>
public sealed class VoiceTestDutyRoomTests : IAsyncLifetime
{
    // The sheets that it holds are of today: by then no number of theirs is new.
    private static readonly HalfYear Half = HalfYear.Of(HalfYear.Of(HalfYear.Of(TestLab.Now).Until).Until);
    private readonly TestLab lab = new();
    private readonly FakeTimeProvider time = new(Half.From.AddMinutes(5));
    private TestStore store = null!;
    private PeersNode xa = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await TestStore.CreateAsync();
        xa = await DirectoryNode.StartAsync(lab, "XA", store, time);
    }

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        await store.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task People_are_told_once_that_it_is_due_and_once_that_it_is_overdue_whatever_restarts()
    {
        await HoldSheetsAsync();
        await LookAsync(xa);
        var planned = await DutyAsync(xa);
        var country = ContactTestPairing.TestedBy("XA", TestLab.NetworkId, Half.Name, ["XA", "XB", "XC"]);
        Assert.Equal((country, Half.Name, VoiceTestDutyState.Planned), (planned.Country, planned.Period, planned.State));
        time.SetUtcNow(planned.OpenTime.ToDateTimeOffset().AddMinutes(-1));
        await LookAsync(xa);
        Assert.Empty(Told(xa));

        // Another replica over the same store looks first; then this one, again and again.
        time.SetUtcNow(planned.OpenTime.ToDateTimeOffset());
        await using (var second = await DirectoryNode.StartAsync(lab, "XA", store, time))
        {
            await LookAsync(second);
            var order = Assert.Single(second.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
            Assert.Equal(("VOICE_TEST_DUE", Domain.Urgency.Routine, Domain.Purpose.Real), (order.Cause, order.Urgency, order.Purpose));
            Assert.Equal((country, $"VOICE-{country}-BY-{planned.DueTime.ToDateTimeOffset():yyyy-MM-dd}"), (order.Subject.PeerCountry, order.Subject.Reference));
        }

        await LookAsync(xa);
        await LookAsync(xa);
        Assert.Empty(Told(xa));
        Assert.Equal(VoiceTestDutyState.Due, (await DutyAsync(xa)).State);
        Assert.Equal(planned.DueTime, (await DutyAsync(xa)).DueTime);

        time.SetUtcNow(planned.DueTime.ToDateTimeOffset());
        await LookAsync(xa);
        await LookAsync(xa);
        Assert.Equal(["VOICE_TEST_OVERDUE"], Told(xa));
        Assert.Equal(VoiceTestDutyState.Overdue, (await DutyAsync(xa)).State);

        // The next half-year has its own; of the one before people see that nobody called.
        time.SetUtcNow(Half.Until.AddMinutes(1));
        await LookAsync(xa);
        var both = await DutiesAsync(xa);
        Assert.Equal([(HalfYear.Of(Half.Until).Name, VoiceTestDutyState.Planned), (Half.Name, VoiceTestDutyState.Missed)], both.Select(duty => (duty.Period, duty.State)));
        Assert.Equal(["VOICE_TEST_OVERDUE"], Told(xa));
    }

    [Fact]
    public async Task What_can_not_be_done_is_told_too_and_shown_with_its_reason()
    {
        await LookAsync(xa);
        var planned = await DutyAsync(xa);
        Assert.Equal(VoiceTestHindrance.NoNumber, planned.Hindrance);
        time.SetUtcNow(planned.OpenTime.ToDateTimeOffset());
        await LookAsync(xa);
        await LookAsync(xa);
        Assert.Equal(["VOICE_TEST_HINDERED"], Told(xa));

        // The country publishes a number; then it is suspended here, and nobody takes it for tested.
        await HoldSheetsAsync();
        await LookAsync(xa);
        await LookAsync(xa);
        Assert.Equal(["VOICE_TEST_HINDERED", "VOICE_TEST_DUE"], Told(xa));
        Assert.Equal(VoiceTestHindrance.Unspecified, (await DutyAsync(xa)).Hindrance);
        await xa.ExecuteAsync($"insert into node.peer_suspension (country, row) values ('{planned.Country}', '')");
        await xa.Get<TrustStore>().RefreshAsync(Cancellation);
        Assert.Equal((VoiceTestDutyState.Due, VoiceTestHindrance.Suspended), ((await DutyAsync(xa)).State, (await DutyAsync(xa)).Hindrance));
        time.SetUtcNow(planned.DueTime.ToDateTimeOffset());
        await LookAsync(xa);
        Assert.Equal(["VOICE_TEST_HINDERED", "VOICE_TEST_DUE", "VOICE_TEST_OVERDUE"], Told(xa));
    }

    [Fact]
    public async Task When_the_country_leaves_for_good_the_next_in_the_ring_is_called()
    {
        await LookAsync(xa);
        var first = await DutyAsync(xa);
        var other = first.Country == "XB" ? "XC" : "XB";

        var roster = TrustDocuments.Next(lab.SnapshotFor("XA").Rosters.Current!, TestLab.Now, TimeSpan.FromDays(90));
        roster.Members.Single(member => member.Country == first.Country).State = MemberState.Withdrawn;
        await xa.Get<TrustStore>().OfferAsync(
            [TrustDocuments.Sign(roster, [.. lab.Network.Authorities])], [], TrustStore.FolderOrigin, Cancellation);
        await LookAsync(xa);

        var next = Assert.Single(await DutiesAsync(xa));
        Assert.Equal((other, VoiceTestDutyState.Planned), (next.Country, next.State));
        // Nobody has to be told of the first one any more.
        Assert.Equal(
            ContactsIds.VoiceTestDuty(TestLab.NetworkId, Half.Name, first.Country),
            Assert.Single(xa.Desk.Orders.OfType<OnCallOrder.CancelAlertsOfSubject>()).SubjectId);
    }

    [Fact]
    public async Task A_desk_that_fails_is_told_at_the_next_look()
    {
        await HoldSheetsAsync();
        await LookAsync(xa);
        time.SetUtcNow((await DutyAsync(xa)).OpenTime.ToDateTimeOffset());
        xa.Desk.Fault = new InvalidOperationException("The desk fails.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => LookAsync(xa));

        xa.Desk.Fault = null;
        await LookAsync(xa);

        Assert.Equal(["VOICE_TEST_DUE"], Told(xa));
    }

    private static Task LookAsync(PeersNode node) => node.Get<VoiceTestDutyKeeper>().LookAsync(Cancellation);

    private static async Task<IReadOnlyList<ContactNetwork.V1.VoiceTestDuty>> DutiesAsync(PeersNode node) =>
        (await node.Get<ListContactTestsQuery>().AnswerAsync(new ListContactTestsRequest(), Cancellation)).VoiceTestDuties;

    private static async Task<ContactNetwork.V1.VoiceTestDuty> DutyAsync(PeersNode node) => Assert.Single(await DutiesAsync(node));

    private static IEnumerable<string> Told(PeersNode node) => node.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Select(order => order.Cause);

    /// <summary>The sheets of both others with a number that tests may dial, taken by a replica whose clock is that of their keys.</summary>
    private async Task HoldSheetsAsync()
    {
        await using (var today = await DirectoryNode.StartAsync(lab, "XA", store, LoopbackPorts.Free()))
        {
            foreach (var country in (string[])["XB", "XC"])
            {
                var content = TestSheets.Content(country);
                content.ContactPoints[0].Channels[0].IsTestAllowed = true;
                var envelope = TestSheets.SignWhole(TestSheets.After(content, null), lab.Network.Countries[country]);
                Assert.IsType<SheetVerdict.Accepted>(await today.Get<Shell>().RunAsync(
                    (session, inner) => today.Get<SheetIntake>().TakeAsync(session, country, [envelope], country, publisher: null, inner), Cancellation));
            }
        }

        await xa.Get<SheetBook>().RefreshAsync(Cancellation);
    }
}
