using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Testing;
using ContactNetwork.Testing.Mail;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
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
    public async Task An_alert_raised_while_nobody_was_on_duty_pages_those_who_are_when_it_alarms_again()
    {
        using LogWatch logs = new();
        FakeTimeProvider time = new(Start);
        await using var server = TestMailServer.Start();
        await using var nobody = await DeskOfTests.StartAsync([], logs, time);
        var id = await nobody.RaiseAsync();
        await nobody.StopAsync();
        await using var desk = await nobody.StartBesideAsync(Settings.TwoPersons(server.Port), logs, time);

        Advance(desk, time, 10);
        await WaitForMailsAsync(server, 2);
        Advance(desk, time, 10);
        await WaitForMailsAsync(server, 4);

        Assert.Equal([Settings.Anna, Settings.Boris], server.Mails.Take(2).Select(mail => mail.Recipient).Order());
        Assert.Equal(2, (await desk.FindAsync(id)).Ladder.Steps.Length);
        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert counts as notified");
    }

    [Fact]
    public async Task An_alert_whose_persons_have_all_left_pages_those_who_came_and_one_of_whose_persons_stays_keeps_its_ladder()
    {
        using LogWatch logs = new();
        FakeTimeProvider time = new(Start);
        await using var server = TestMailServer.Start();
        server.MoodFor = _ => MailMood.RefusesForNow;
        var settings = Settings.TwoPersons(server.Port);
        await using var first = await DeskOfTests.StartAsync(settings, logs, time);
        var id = await first.RaiseAsync();
        await first.StopAsync();
        server.MoodFor = _ => MailMood.Takes;
        await using (var second = await first.StartBesideAsync(With(settings, ("boris", Settings.Boris), ("carla", Carla)), logs, time))
        {
            foreach (var minutes in new[] { 3, 12, 10 })
            {
                Advance(second, time, minutes);
                var due = time.GetUtcNow();
                await second.EventuallyAsync(id, alert => alert.NextStepAt > due, "the step was taken");
            }

            Assert.Equal(["anna", "boris"], (await second.FindAsync(id)).Ladder.Steps.Select(step => step.Targets[0].Person));
            await second.StopAsync();
        }

        await using var third = await first.StartBesideAsync(With(settings, ("carla", Carla), ("dora", Carla)), logs, time);
        Advance(third, time, 10);

        await Eventually.Async(() => server.Mails.Any(mail => mail.Recipient == Carla), DeskOfTests.Deadline, Cancellation, "who came is paged");
        Assert.Equal(["carla", "dora"], (await third.FindAsync(id)).Ladder.Steps.Select(step => step.Targets[0].Person));
    }

    [Fact]
    public async Task A_replica_that_cannot_show_that_it_lives_does_no_work_and_says_so()
    {
        using LogWatch logs = new();
        FakeTimeProvider time = new(Start);
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs, time);
        var alarms = desk.Get<Alarms>();
        await using (var thief = new NpgsqlConnection(desk.ConnectionString + ";Pooling=false"))
        {
            await thief.OpenAsync(Cancellation);
            await TakePresenceAsync(thief, desk.ConnectionString, desk.Get<Presence>().Key);
            await Eventually.Async(() => alarms.Raised.Contains(AlarmCodes.PresenceLost), DeskOfTests.Deadline, Cancellation, "the loss is an alarm");
            await desk.RaiseAsync();
            time.Advance(DueCounts.LateAfter * 2);
            await Eventually.Async(() => alarms.Raised.Contains(AlarmCodes.WorkOverdue), DeskOfTests.Deadline, Cancellation, "work that nobody does is an alarm");
            Assert.Empty(server.Mails);
        }

        await WaitForMailsAsync(server, 1);
        await Eventually.Async(
            () => !alarms.Raised.Contains(AlarmCodes.PresenceLost) && !alarms.Raised.Contains(AlarmCodes.WorkOverdue), DeskOfTests.Deadline, Cancellation, "the alarms end");
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

    private const string Carla = "carla@desk.example";

    private static Dictionary<string, string?> With(Dictionary<string, string?> settings, params (string Person, string Address)[] persons)
    {
        Dictionary<string, string?> changed = new(settings);
        for (int place = 0; place < persons.Length; place++)
            (changed[$"OnCall:DutyList:{place}:Person"], changed[$"OnCall:DutyList:{place}:Methods:0:Address"]) = persons[place];
        return changed;
    }

    /// <summary>Waits for the lock, ends the session that holds it, and so gets it before the owner can take it again.</summary>
    private static async Task TakePresenceAsync(NpgsqlConnection thief, string connectionString, long key)
    {
        await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", thief) { Parameters = { new() { Value = key } } };
        var taken = take.ExecuteNonQueryAsync(Cancellation);
        await using var ending = new NpgsqlConnection(connectionString);
        await ending.OpenAsync(Cancellation);
        await Eventually.Async(
            async () =>
            {
                await EndAsync(ending, key, thief.ProcessID);
                return taken.IsCompleted;
            },
            DeskOfTests.Deadline,
            Cancellation,
            "the lock is taken");
        await taken;
    }

    /// <summary>Ends the session that holds the lock, where it isn't the thief's, once another waits for it.</summary>
    private static async Task EndAsync(NpgsqlConnection connection, long key, int thief)
    {
        await using var end = new NpgsqlCommand(
            """
            select count(pg_terminate_backend(h.pid)) from pg_locks h
            where h.locktype = 'advisory' and h.granted and h.pid <> $2 and ((h.classid::bigint << 32) | h.objid::bigint) = $1
            and exists (select 1 from pg_locks w where w.locktype = 'advisory' and not w.granted and (w.classid, w.objid) = (h.classid, h.objid))
            """,
            connection)
        { Parameters = { new() { Value = key }, new() { Value = thief } } };
        await end.ExecuteNonQueryAsync(Cancellation);
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
