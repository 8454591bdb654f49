using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Testing;
using ContactNetwork.Testing.Mail;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

public sealed class EscalationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_that_nobody_takes_climbs_its_ladder_is_missed_and_goes_on_alarming()
    {
        using LogWatch logs = new();
        FakeTimeProvider time = new(Start);
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs, time);

        var id = await desk.RaiseAsync();
        await WaitForMailsAsync(server, 1);
        Advance(desk, time, 3);
        var alert = await desk.EventuallyAsync(id, alert => alert.Stage == AlertStage.Escalated, "the second step began");
        Assert.Equal(Start.AddMinutes(15), alert.NextStepAt);
        await WaitForMailsAsync(server, 2);

        Advance(desk, time, 12);
        await desk.EventuallyAsync(id, alert => alert.Stage == AlertStage.Missed, "nobody took it");
        await Eventually.Async(() => desk.Room.Told.Any(notice => notice is SubjectNotice.AlertWasMissed), DeskOfTests.Deadline, Cancellation);
        Assert.Equal([Settings.Anna, Settings.Boris], server.Mails.Select(mail => mail.Recipient));

        Advance(desk, time, 10);
        await WaitForMailsAsync(server, 4);
        Assert.Equal([Settings.Anna, Settings.Boris], server.Mails.Skip(2).Select(mail => mail.Recipient).Order());
    }

    [Fact]
    public async Task Taking_an_alert_ends_its_ladder()
    {
        using LogWatch logs = new();
        FakeTimeProvider time = new(Start);
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs, time);
        var subject = Guid.NewGuid();
        var id = await desk.RaiseAsync(subject: subject);
        await WaitForMailsAsync(server, 1);

        await desk.OrderAsync(new OnCallOrder.AcknowledgeAlertsOfSubject(RoomOfTests.Kind, subject, Somebody));
        Advance(desk, time, 60);
        var another = await desk.RaiseAsync();
        await WaitForMailsAsync(server, 2);

        Assert.Equal(AlertStage.Acknowledged, (await desk.FindAsync(id)).Stage);
        Assert.Contains(another.ToString("D"), server.Mails[1].Text, StringComparison.Ordinal);
        Assert.Contains(desk.Room.Told, notice => notice is SubjectNotice.AlertWasTaken { Actor.PersonId: not null });
    }

    [Fact]
    public async Task Where_nobody_is_on_duty_the_subjects_room_hears_it_at_once()
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);

        var id = await desk.RaiseAsync();

        Assert.Equal(AlertStage.Missed, (await desk.FindAsync(id)).Stage);
        Assert.Contains(desk.Room.Told, notice => notice is SubjectNotice.AlertWasMissed);
        Assert.Contains(logs.Logs, log => log.Event.Name == "NobodyOnDuty");
    }

    [Fact]
    public async Task An_alert_is_not_raised_twice_while_it_is_open()
    {
        using LogWatch logs = new();
        await using var desk = await DeskOfTests.StartAsync([], logs);
        var subject = Guid.NewGuid();

        var first = await desk.RaiseAsync(subject: subject);
        await desk.RaiseAsync(subject: subject);
        await desk.RaiseAsync(subject: subject, cause: "REMINDER_RECEIVED");
        Assert.Equal(2, (await desk.OpenAsync(subject)).Count);

        await desk.OrderAsync(new OnCallOrder.CancelAlertsOfSubject(RoomOfTests.Kind, subject, "REMINDER_RECEIVED", "CAUSE_GONE"));
        Assert.Equal([first], await desk.OpenAsync(subject));
        await desk.OrderAsync(new OnCallOrder.CancelAlertsOfSubject(RoomOfTests.Kind, subject, Cause: null, "SUBJECT_WITHDRAWN"));
        Assert.Empty(await desk.OpenAsync(subject));
        Assert.NotEqual(first, await desk.RaiseAsync(subject: subject));
    }

    private static Actor Somebody { get; } = new(ActorKind.Person, "duty officer", Guid.NewGuid(), "api");

    private static Task WaitForMailsAsync(TestMailServer server, int count) =>
        Eventually.Async(() => server.Mails.Count >= count, DeskOfTests.Deadline, Cancellation, $"{count} mails");

    /// <summary>Moves the clock, and wakes the clerks, who look every second of real time anyway.</summary>
    private static void Advance(DeskOfTests desk, FakeTimeProvider time, double minutes)
    {
        time.Advance(TimeSpan.FromMinutes(minutes));
        desk.Get<Wake>().SignalLocally(WakeTopics.Due);
    }
}
