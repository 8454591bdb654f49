using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall.Alerts;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Feeds;
using ContactNetwork.Testing;
using ContactNetwork.Testing.Mail;
using ContactNetwork.V1;
using Xunit;
using Urgency = ContactNetwork.Domain.Urgency;

namespace ContactNetwork.Node.Tests.OnCall;

public sealed class AlertQueriesTests
{
    private static readonly Caller DutyOfficer = new(Guid.NewGuid(), "Dora D.", [Role.DutyOfficer], IsMachine: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_are_listed_newest_first_page_by_page()
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);
        List<Guid> raised = [];
        for (int count = 0; count < 5; count++)
            raised.Add(await desk.RaiseAsync());
        await TakeAsync(desk, raised[0]);
        var list = desk.Get<ListAlertsQuery>();

        List<string> names = [];
        ListAlertsRequest request = new() { PageSize = 2 };
        do
        {
            var page = await list.AnswerAsync(request, withSubject: true, Cancellation);
            Assert.InRange(page.Alerts.Count, 1, 2);
            names.AddRange(page.Alerts.Select(alert => alert.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Reverse(raised).Select(id => $"nodes/xb/alerts/{id:D}"), names);
        var open = await list.AnswerAsync(new ListAlertsRequest { IsOpenOnly = true }, withSubject: true, Cancellation);
        Assert.Equal(4, open.Alerts.Count);
    }

    [Fact]
    public async Task An_alert_shows_its_attempts_and_who_took_it()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);
        var id = await desk.RaiseAsync(Urgency.Urgent);
        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");
        var taken = await TakeAsync(desk, id);

        var shown = await desk.Get<GetAlertQuery>().AnswerAsync(
            new GetAlertRequest { Name = $"nodes/xb/alerts/{id:D}" }, withSubject: true, Cancellation);

        Assert.Equal(taken.Alert, shown.Alert);
        Assert.Equal(
            (AlertState.Acknowledged, "REQUEST_RECEIVED", "XA", "PR-XA-2026-000001-7"),
            (shown.Alert.State, shown.Alert.Cause, shown.Alert.PeerCountry, shown.Alert.Reference));
        Assert.StartsWith("nodes/xb/things/", shown.Alert.SubjectName, StringComparison.Ordinal);
        Assert.NotNull(shown.Alert.AcknowledgeTime);
        var attempt = Assert.Single(shown.Attempts);
        Assert.Equal(("Anna A.", PageAttemptState.Sent, "smtp"), (attempt.Person, attempt.State, attempt.Channel));
    }

    [Fact]
    public async Task Those_who_run_the_machines_do_not_see_what_an_alert_is_about()
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);
        await desk.RaiseAsync();

        var alert = Assert.Single((await desk.Get<ListAlertsQuery>().AnswerAsync(new ListAlertsRequest(), withSubject: false, Cancellation)).Alerts);

        Assert.Equal(("", "", "", ""), (alert.SubjectKind, alert.SubjectName, alert.Reference, alert.PeerCountry));
        Assert.Equal("REQUEST_RECEIVED", alert.Cause);
    }

    [Fact]
    public async Task Taking_an_alert_twice_changes_nothing()
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);
        var id = await desk.RaiseAsync();

        var first = await TakeAsync(desk, id);
        var second = await TakeAsync(desk, id);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("nodes/xb/alerts/none", RefusalReasons.MalformedRequest)]
    [InlineData("alerts/0198c0de-0000-7000-8000-000000000001", RefusalReasons.MalformedRequest)]
    [InlineData("nodes/xa/alerts/0198c0de-0000-7000-8000-000000000001", RefusalReasons.AlertNotFound)]
    [InlineData("nodes/xb/alerts/0198c0de-0000-7000-8000-000000000001", RefusalReasons.AlertNotFound)]
    public async Task What_is_no_alert_of_this_node_is_refused(string name, string reason)
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);

        var shown = await Assert.ThrowsAsync<RefusalException>(() =>
            desk.Get<GetAlertQuery>().AnswerAsync(new GetAlertRequest { Name = name }, withSubject: true, Cancellation));
        var taken = await Assert.ThrowsAsync<RefusalException>(() => TakeAsync(desk, name));

        Assert.Equal((reason, reason), (shown.Refusal.Reason, taken.Refusal.Reason));
    }

    [Theory]
    [InlineData(201, "")]
    [InlineData(-1, "")]
    [InlineData(0, "none")]
    public async Task A_malformed_page_is_refused(int size, string token)
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);

        var refused = await Assert.ThrowsAsync<RefusalException>(() => desk.Get<ListAlertsQuery>().AnswerAsync(
            new ListAlertsRequest { PageSize = size, PageToken = token }, withSubject: true, Cancellation));

        Assert.Equal(RefusalReasons.MalformedRequest, refused.Refusal.Reason);
    }

    [Fact]
    public async Task Watchers_get_open_alerts_first_and_then_every_change()
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);
        var taken = await desk.RaiseAsync();
        await TakeAsync(desk, taken);
        var open = await desk.RaiseAsync();

        await using var watch = desk.Get<AlertFeed>().WatchAsync("", Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal(open, await NextAsync(watch));
        await TakeAsync(desk, open);
        Assert.Equal(open, await NextAsync(watch));
    }

    private static async Task<Guid> NextAsync(IAsyncEnumerator<FeedBatch> watch)
    {
        while (await watch.MoveNextAsync().AsTask().WaitAsync(DeskOfTests.Deadline, Cancellation))
        {
            if (watch.Current.Rows.Count > 0)
                return Assert.Single(watch.Current.Rows).Id;
        }

        throw new InvalidOperationException("The watch ended.");
    }

    private static Task<AcknowledgeAlertResponse> TakeAsync(DeskOfTests desk, Guid id) => TakeAsync(desk, $"nodes/xb/alerts/{id:D}");

    private static Task<AcknowledgeAlertResponse> TakeAsync(DeskOfTests desk, string name)
    {
        AcknowledgeAlertRequest request = new() { Name = name, RequestId = Guid.NewGuid().ToString("D") };
        var key = RequestKey.Of(DutyOfficer.PersonId.ToString("N"), "AcknowledgeAlert", request.RequestId, request);
        return desk.Get<AcknowledgeAlertHandler>().HandleAsync(request, key, DutyOfficer, Cancellation);
    }
}
