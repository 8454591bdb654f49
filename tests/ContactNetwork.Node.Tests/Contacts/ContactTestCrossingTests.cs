using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>A contact test between two whole nodes, over their real ports.</summary>
public sealed class ContactTestCrossingTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private WholeNode xa = null!;
    private WholeNode xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        xa = await WholeNode.StartAsync(lab, "XA");
        xb = await WholeNode.StartAsync(lab, "XB");
    }

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_person_there_acknowledges_a_test_that_none_can_take_for_real_and_both_sides_know_that_it_passed()
    {
        var begun = await StartAsync(xa, "XB");
        Assert.Equal((ContactTestSide.Tester, ContactTestState.Started), (begun.Side, begun.State));

        var alert = await AlertAsync(xb);
        Assert.Equal(("CONTACT_TEST", ContactNetwork.V1.Purpose.Test, "XA"), (alert.Cause, alert.Purpose, alert.PeerCountry));
        Assert.StartsWith("TEST-XA-", alert.Reference, StringComparison.Ordinal);
        await Eventually.Async(
            () => xb.Mail.Mails.Any(mail => mail.Text.Contains(alert.Reference, StringComparison.Ordinal)), Deadlines.OverSockets, Cancellation, "the page arrives");
        Assert.All(xb.Mail.Mails, mail => Assert.StartsWith("TEST ", mail.Header("Subject"), StringComparison.Ordinal));

        await xb.OnCall.AcknowledgeAlertAsync(
            new AcknowledgeAlertRequest { RequestId = Guid.NewGuid().ToString("D"), Name = alert.Name }, xb.As(Role.DutyOfficer), cancellationToken: Cancellation);

        var there = await UntilAsync(xa, begun.Name, test => test.Outcome == ContactTestOutcome.Ok, "passed");
        Assert.Equal((ContactTestState.Acknowledged, "duty officer"), (there.State, there.AcknowledgedRole));
        Assert.True(there.AcknowledgeTime.ToDateTimeOffset() - there.ReceiveTime.ToDateTimeOffset() < TimeSpan.FromMinutes(30));
        await Eventually.Async(
            async () => (await ListAsync(xb)).SingleOrDefault()?.Outcome == ContactTestOutcome.Ok, Deadlines.OverSockets, Cancellation, "XB is told how it went");
        var book = xa.Get<ContactNetwork.Node.Contacts.SheetBook>();
        await book.RefreshAsync(Cancellation);
        Assert.Equal(there.AcknowledgeTime.ToDateTimeOffset(), book.View.HumanContactOf("urn:poc:XB:1")!.Value.At);
        // No case on either side, and one contact recorded on each.
        Assert.Empty((await xb.Preservations.ListPreservationsAsync(new ListPreservationsRequest(), xb.As(Role.Auditor), cancellationToken: Cancellation)).Rows);
        Assert.Equal(("XB", "XA", 1), await FactAsync(xa));
        Assert.Equal(("XB", "XA", 1), await FactAsync(xb));
    }

    [Fact]
    public async Task A_second_test_within_24_hours_calls_nobody_and_the_tester_sees_why_and_until_when()
    {
        var first = await StartAsync(xa, "XB");
        var alert = await AlertAsync(xb);
        await UntilAsync(xa, first.Name, test => test.State == ContactTestState.Waiting, "waiting");
        var second = await StartAsync(xa, "XB");

        var declined = await UntilAsync(xa, second.Name, test => test.State == ContactTestState.Declined, "declined");

        Assert.Equal(ContactTestDeclineReason.TestedWithinDay, declined.DeclineReason);
        var received = (await ListAsync(xb)).Single(test => test.State == ContactTestState.Waiting).ReceiveTime.ToDateTimeOffset();
        Assert.Equal(received + TimeSpan.FromHours(24), declined.NextTime.ToDateTimeOffset());
        Assert.Equal([alert.Name], (await AlertsAsync(xb)).Select(each => each.Name));
        // The other direction is another country's day.
        var back = await StartAsync(xb, "XA");
        await UntilAsync(xb, back.Name, test => test.State == ContactTestState.Waiting, "waiting");
    }

    [Fact]
    public async Task Who_may_not_and_whom_there_is_not_is_refused()
    {
        var request = new StartContactTestRequest { RequestId = Guid.NewGuid().ToString("D"), Country = "XB" };
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_MISSING"), await RefusedAsync(Role.DutyOfficer, request));
        Assert.Equal((StatusCode.FailedPrecondition, "PEER_UNKNOWN"), await RefusedAsync(Role.ShiftLead, new(request) { Country = "XA" }));
        Assert.Equal((StatusCode.FailedPrecondition, "PEER_UNKNOWN"), await RefusedAsync(Role.ShiftLead, new(request) { Country = "XZ" }));
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), await RefusedAsync(Role.ShiftLead, new(request) { Country = "xb" }));
    }

    private async Task<(StatusCode, string)> RefusedAsync(Role role, StartContactTestRequest request)
    {
        var refusal = await PeopleNode.RefusalAsync(async () =>
            await new ContactTestService.ContactTestServiceClient(xa.Channel).StartContactTestAsync(request, xa.As(role), cancellationToken: Cancellation));
        return (refusal.Code, refusal.Info.Reason);
    }

    private static async Task<ContactNetwork.V1.ContactTest> StartAsync(WholeNode node, string country) =>
        (await new ContactTestService.ContactTestServiceClient(node.Channel).StartContactTestAsync(
            new StartContactTestRequest { RequestId = Guid.NewGuid().ToString("D"), Country = country },
            node.As(Role.ShiftLead),
            cancellationToken: Cancellation)).Test;

    private static async Task<IReadOnlyList<ContactNetwork.V1.ContactTest>> ListAsync(WholeNode node) =>
        (await new ContactTestService.ContactTestServiceClient(node.Channel).ListContactTestsAsync(
            new ListContactTestsRequest(), node.As(Role.Auditor), cancellationToken: Cancellation)).Tests;

    private static async Task<ContactNetwork.V1.ContactTest> UntilAsync(
        WholeNode node, string name, Func<ContactNetwork.V1.ContactTest, bool> isWanted, string what)
    {
        ContactNetwork.V1.ContactTest? found = null;
        await Eventually.Async(
            async () => (found = (await ListAsync(node)).SingleOrDefault(test => test.Name == name)) is not null && isWanted(found),
            Deadlines.OverSockets,
            Cancellation,
            $"{node.Country} sees the test {what}");
        return found!;
    }

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(WholeNode node) =>
        (await node.OnCall.ListAlertsAsync(new ListAlertsRequest(), node.As(Role.DutyOfficer), cancellationToken: Cancellation)).Alerts;

    private static async Task<Alert> AlertAsync(WholeNode node)
    {
        await Eventually.Async(async () => (await AlertsAsync(node)).Count > 0, Deadlines.OverSockets, Cancellation, "the desk is called");
        return Assert.Single(await AlertsAsync(node));
    }

    private static async Task<(string Country, string By, short Outcome)> FactAsync(WholeNode node)
    {
        await using var command = node.Get<NpgsqlDataSource>().CreateCommand(
            "select country, by_country, outcome from node.contact_fact where level = 2");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        Assert.True(await reader.ReadAsync(Cancellation));
        var fact = (reader.GetString(0), reader.GetString(1), reader.GetInt16(2));
        Assert.False(await reader.ReadAsync(Cancellation));
        return fact;
    }
}
