using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// Plans this node's test of each month: whom it tests, all can tell; when, only this node. The plan is a fact whose due
/// work survives restarts; several replicas plan the same.
/// </summary>
internal sealed class ContactTestPlanner(
    Shell shell,
    NodeIdentity node,
    TrustStore trust,
    IPeerBook peers,
    SheetBook book,
    IStoreClock clock,
    IOptions<ContactTestOptions> options,
    ILogger<ContactTestPlanner> log) : TestPlanning(node.DataFolder, options, log)
{
    private string settled = "";

    /// <summary>Plans the test of this month, unless it is planned or can't be planned yet.</summary>
    internal override async Task LookAsync(CancellationToken cancellation)
    {
        var now = clock.Now;
        var month = now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        if (settled == month || trust.Current is not { } snapshot)
            return;
        var members = snapshot.Members.Values.Where(member => member.State == MemberState.Active).Select(member => member.Country);
        if (ContactTestPairing.TestedBy(node.Country, node.NetworkId, month, members) is not { } tested)
            return;
        // Its node may learn tests within the month.
        if (peers.Lacks(tested, Features.ContactTests))
            return;
        await PlanAsync(month, tested, now, cancellation);
        settled = month;
    }

    private async Task PlanAsync(string month, string tested, DateTimeOffset now, CancellationToken cancellation)
    {
        var from = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var at = ContactTestSchedule.Draw(
            Secret, $"{node.NetworkId}/{month}/{tested}/human-ping", from, from.AddMonths(1), now, tested, ZoneOf(tested));
        if (at is not { } startAt)
            return;
        var id = ContactsIds.PlannedTest(node.NetworkId, month);
        await shell.RunAsync(
            (session, inner) => session.DecideAsync(
                ContactTestStreams.Own,
                id,
                new ContactTestCommand.PlanTest(session.Stamp(Actor.Clock), id, tested, ContactLevel.HumanPing, startAt),
                inner),
            cancellation);
        log.TestPlanned(tested, month);
    }

    /// <summary>The zone of its first contact point; nights and weekends are told by UTC where none is known.</summary>
    private TimeZoneInfo ZoneOf(string country) =>
        book.View.Index.Find(country)?.InForce?.Content.ContactPoints
            .Select(point => Zones.Find(point.Hours.Zone))
            .FirstOrDefault(zone => zone is not null) ?? TimeZoneInfo.Utc;
}
