using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>Alerts as the desk's tools get them: over gRPC, from what another country's node delivered.</summary>
public sealed class AlertSocketTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private readonly RawPeer xa;
    private WholeNode node = null!;

    public AlertSocketTests() => xa = new RawPeer(lab);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => node = await WholeNode.StartAsync(lab, "XB");

    public async ValueTask DisposeAsync()
    {
        xa.Dispose();
        await node.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task The_desk_sees_an_alert_come_takes_it_and_sees_it_taken()
    {
        await using var reader = new AlertReader(node);
        reader.Connect();
        await xa.DeliverOneAsync(xa.Next());
        await Eventually.Async(() => reader.Alerts.Values.Any(alert => alert.State == AlertState.Notified), Deadlines.OverSockets, Cancellation, "the alert is shown as paged");
        var shown = Assert.Single(reader.Alerts.Values);
        Assert.Equal(("REQUEST_RECEIVED", "XA", Urgency.Urgent), (shown.Cause, shown.PeerCountry, shown.Urgency));

        var operatorMay = await PeopleNode.RefusalAsync(async () => await TakeAsync(shown.Name, Role.Operator));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_MISSING"), (operatorMay.Code, operatorMay.Info.Reason));
        var taken = await TakeAsync(shown.Name, Role.DutyOfficer);
        Assert.Equal(AlertState.Acknowledged, taken.State);
        Assert.Equal(taken, await TakeAsync(shown.Name, Role.ShiftLead));

        await Eventually.Async(() => reader.Alerts[shown.Name].State == AlertState.Acknowledged, Deadlines.OverSockets, Cancellation, "the stream shows it taken");
        Assert.Equal(PreservationStage.Acknowledged, (await node.WaitAsync(shown.Reference, _ => true, "here")).Row.Stage);
        var unknown = await PeopleNode.RefusalAsync(async () => await TakeAsync($"nodes/xb/alerts/{Guid.NewGuid():D}", Role.DutyOfficer));
        Assert.Equal((StatusCode.NotFound, "ALERT_NOT_FOUND"), (unknown.Code, unknown.Info.Reason));
    }

    [Fact]
    public async Task The_desk_sees_whom_the_node_pages_and_no_addresses()
    {
        var duty = await node.OnCall.GetDutyListAsync(new GetDutyListRequest(), node.As(Role.Operator), cancellationToken: Cancellation);

        Assert.Equal([("anna", "Anna A."), ("boris", "Boris B.")], duty.Persons.Select(person => (person.Person, person.DisplayName)));
        Assert.All(duty.Persons, person => Assert.Equal(["smtp"], person.Channels));
        Assert.Equal([Urgency.Emergency, Urgency.Urgent, Urgency.Routine], duty.Ladders.Select(ladder => ladder.Urgency));
        var emergency = duty.Ladders[0];
        Assert.Equal([0, 180], emergency.Steps.Select(step => step.Delay.Seconds));
        Assert.Equal(["Anna A.", "Boris B."], emergency.Steps.SelectMany(step => step.Persons));
        Assert.Equal((900, 600), (emergency.MissedDelay.Seconds, emergency.AlarmInterval.Seconds));
        Assert.Equal("+999255502000", duty.DeskPhone);
        Assert.DoesNotContain("@", duty.ToString(), StringComparison.Ordinal);

        using var asJson = new HttpRequestMessage(HttpMethod.Get, new Uri(node.People, "/v1/dutyList")) { Headers = { Authorization = node.Bearer(Role.DutyOfficer) } };
        using var answer = await node.Http.SendAsync(asJson, Cancellation);
        Assert.Equal(duty, GetDutyListResponse.Parser.ParseJson(await answer.Content.ReadAsStringAsync(Cancellation)));
        var refused = await PeopleNode.RefusalAsync(async () =>
            await node.OnCall.GetDutyListAsync(new GetDutyListRequest(), node.As(Role.CaseOfficer), cancellationToken: Cancellation));
        Assert.Equal("ROLE_MISSING", refused.Info.Reason);
    }

    [Fact]
    public async Task A_watch_shows_what_alerts_are_about_for_no_longer_than_its_caller_may_see_it()
    {
        var headers = node.As(Role.Operator);
        var me = (await node.Register.GetMeAsync(new GetMeRequest(), headers, cancellationToken: Cancellation)).Person;
        var proposal = new ProposeRoleGrantRequest
        {
            RequestId = Guid.NewGuid().ToString("D"),
            Issuer = me.Issuer,
            Subject = me.Subject,
            DisplayName = me.DisplayName,
            Roles = { Role.DutyOfficer },
        };
        var grant = (await node.Register.ProposeRoleGrantAsync(proposal, node.As(Role.ShiftLead), cancellationToken: Cancellation)).Grant;
        await node.Register.ConfirmRoleGrantAsync(
            new ConfirmRoleGrantRequest { RequestId = Guid.NewGuid().ToString("D"), Name = grant.Name }, node.As(Role.DirectoryManager), cancellationToken: Cancellation);
        await xa.DeliverOneAsync(xa.Next());
        using var watch = node.OnCall.WatchAlerts(new WatchAlertsRequest(), headers, cancellationToken: Cancellation);
        Assert.NotEqual("", (await NextAlertAsync(watch)).Reference);

        await node.Register.RevokeRoleAsync(
            new RevokeRoleRequest { RequestId = Guid.NewGuid().ToString("D"), Name = me.Name, Role = Role.DutyOfficer },
            node.As(Role.ShiftLead),
            cancellationToken: Cancellation);

        var ended = await PeopleNode.RefusalAsync(async () =>
        {
            while (true)
                await NextAlertAsync(watch);
        });
        Assert.Equal((StatusCode.Unavailable, "RIGHTS_CHANGED"), (ended.Code, ended.Info.Reason));
        using var again = node.OnCall.WatchAlerts(new WatchAlertsRequest(), headers, cancellationToken: Cancellation);
        Assert.Equal("", (await NextAlertAsync(again)).Reference);
    }

    /// <summary>The median, because the machine that runs tests may be busy with others.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_is_sent_within_a_second_of_the_receipt_also_to_a_desk_that_comes_back(bool comesBack)
    {
        const int Changes = 9;
        await using var reader = new AlertReader(node);
        reader.Connect();
        await HasAsync(reader, await ReceiveAsync());
        var delays = new List<TimeSpan>();
        for (var index = 0; index < Changes; index++)
        {
            if (comesBack)
            {
                // What came while it was away is sent at once, too.
                await reader.DisconnectAsync();
                var missed = await ReceiveAsync();
                var returned = Stopwatch.GetTimestamp();
                reader.Connect();
                await HasAsync(reader, missed);
                delays.Add(Stopwatch.GetElapsedTime(returned));
            }

            var reference = await ReceiveAsync();
            var receipted = Stopwatch.GetTimestamp();
            await HasAsync(reader, reference);
            delays.Add(Stopwatch.GetElapsedTime(receipted));
        }

        Assert.InRange(delays.Order().ElementAt(delays.Count / 2), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    /// <summary>Delivers a request; answers its reference number once the node has receipted it.</summary>
    private async Task<string> ReceiveAsync()
    {
        var written = xa.Next();
        await xa.DeliverOneAsync(written);
        return written.Draft.CaseReference;
    }

    private static Task HasAsync(AlertReader reader, string reference) => Eventually.Async(
        () => reader.Alerts.Values.Any(alert => alert.Reference == reference), Deadlines.OverSockets, Cancellation, $"the alert about {reference} is shown");

    [Fact]
    public async Task A_desk_whose_line_breaks_again_and_again_misses_no_alert()
    {
        const int Deliveries = 12, Batch = 4;
        await using var reader = new AlertReader(node);
        reader.Connect();
        for (var round = 0; round < Deliveries; round++)
        {
            var before = reader.Alerts.Count;
            var receipts = await xa.DeliverAsync([.. Enumerable.Range(0, Batch).Select(_ => xa.Next().Dispatch.ToMessage())]);
            Assert.Equal(Batch, receipts.Length);
            // Broken off in the midst of what comes.
            await Eventually.Async(() => reader.Alerts.Count > before, Deadlines.OverSockets, Cancellation, "something has come");
            await reader.DisconnectAsync();
            await xa.DeliverOneAsync(xa.Next());
            reader.Connect();
        }

        await Eventually.Async(
            () => reader.Alerts.Count == Deliveries * (Batch + 1), Deadlines.OverSockets, Cancellation, "all alerts have come");
        Assert.Equal(Deliveries * (Batch + 1), reader.Alerts.Values.Select(alert => alert.Reference).Distinct().Count());
        Assert.True(reader.Resumptions > 0);
    }

    private static async Task<Alert> NextAlertAsync(AsyncServerStreamingCall<WatchAlertsResponse> watch)
    {
        do
            Assert.True(await watch.ResponseStream.MoveNext(Cancellation).WaitAsync(Deadlines.OverSockets, Cancellation));
        while (watch.ResponseStream.Current.Alert is null);
        return watch.ResponseStream.Current.Alert;
    }

    private async Task<Alert> TakeAsync(string name, Role role) => (await node.OnCall.AcknowledgeAlertAsync(
        new AcknowledgeAlertRequest { RequestId = Guid.NewGuid().ToString("D"), Name = name }, node.As(role), cancellationToken: Cancellation)).Alert;

    /// <summary>Watches alerts as a tool would: keeps the last version of each, and resumes with the last token.</summary>
    private sealed class AlertReader(WholeNode node) : IAsyncDisposable
    {
        private volatile string token = "";
        private CancellationTokenSource? stop;
        private Task reading = Task.CompletedTask;

        public ConcurrentDictionary<string, Alert> Alerts { get; } = new();

        /// <summary>How often it went on from a token.</summary>
        public int Resumptions { get; private set; }

        public void Connect()
        {
            Resumptions += token.Length > 0 ? 1 : 0;
            stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            reading = ReadAsync(stop.Token);
        }

        public async Task DisconnectAsync()
        {
            if (stop is null)
                return;
            await stop.CancelAsync();
            await reading;
            stop.Dispose();
            stop = null;
        }

        public ValueTask DisposeAsync() => new(DisconnectAsync());

        private async Task ReadAsync(CancellationToken cancellation)
        {
            using var call = node.OnCall.WatchAlerts(
                new WatchAlertsRequest { ResumeToken = token }, node.As(Role.DutyOfficer), cancellationToken: cancellation);
            try
            {
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellation))
                {
                    if (message.Alert is { } alert)
                        Alerts.AddOrUpdate(alert.Name, alert, (_, known) => known.Version >= alert.Version ? known : alert);
                    if (message.ResumeToken.Length > 0)
                        token = message.ResumeToken;
                }
            }
            catch (Exception ended) when (cancellation.IsCancellationRequested && ended is RpcException or OperationCanceledException)
            {
                // Broken off by the test.
            }
        }
    }
}
