using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Testing;
using ContactNetwork.Testing.Mail;
using ContactNetwork.V1;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Urgency = ContactNetwork.Domain.Urgency;

namespace ContactNetwork.Node.Tests.OnCall;

public sealed class PagerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_pages_the_first_person_and_tells_the_subjects_room()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);

        var id = await desk.RaiseAsync();
        var alert = await desk.EventuallyAsync(id, alert => alert.Stage == AlertStage.Notified, "the alert is notified");

        var mail = Assert.Single(server.Mails);
        Assert.Equal(Settings.Anna, mail.Recipient);
        Assert.Contains($"cn alert acknowledge nodes/xb/alerts/{id:D}", mail.Text, StringComparison.Ordinal);
        var told = Assert.IsType<SubjectNotice.DeskWasPaged>(desk.Room.Told[^1]);
        Assert.Equal(("smtp", alert.NotifiedAt), (told.Channel, told.PageTime));
        var attempt = Assert.Single(await AttemptsAsync(desk, id));
        Assert.Equal((PageAttemptState.Sent, "anna", 1), (attempt.State, attempt.Person, attempt.Attempt));
        await AssertNothingDueAsync(desk, id, DueKinds.Page);
    }

    [Fact]
    public async Task A_page_refused_for_now_is_sent_again_as_another_page()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        server.MoodFor = _ => MailMood.RefusesForNow;
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);

        var id = await desk.RaiseAsync();
        await Eventually.Async(async () => (await AttemptsAsync(desk, id)).Any(attempt => attempt.Failure == "SMTP_451"), DeskOfTests.Deadline, Cancellation);
        server.MoodFor = _ => MailMood.Takes;
        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");

        var attempts = await AttemptsAsync(desk, id);
        Assert.Equal(Enumerable.Range(1, attempts.Count), attempts.Select(attempt => attempt.Attempt));
        Assert.Equal(PageAttemptState.Sent, attempts[^1].State);
    }

    [Fact]
    public async Task A_page_refused_for_good_does_not_hold_the_ladder_up()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        server.MoodFor = address => address == Settings.Anna ? MailMood.RefusesForGood : MailMood.Takes;
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);

        var id = await desk.RaiseAsync();

        var alert = await desk.EventuallyAsync(id, alert => alert is { Stage: AlertStage.Escalated, NotifiedAt: not null }, "the second person is paged at once");
        Assert.Equal(Settings.Boris, Assert.Single(server.Mails).Recipient);
        Assert.Equal(PageStage.Failing, alert.Pages[0].Stage);
    }

    [Fact]
    public async Task A_mail_server_that_hangs_for_one_person_does_not_delay_another()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        server.MoodFor = address => address == Settings.Anna ? MailMood.HangsAfterTaking : MailMood.Takes;
        var settings = Settings.TwoPersons(server.Port);
        settings["OnCall:Smtp:TimeoutSeconds"] = "25";
        settings["OnCall:Ladder:Emergency:Steps:0:Minutes"] = "0";
        settings["OnCall:Ladder:Emergency:Steps:0:Persons:0"] = "anna";
        settings["OnCall:Ladder:Emergency:Steps:0:Persons:1"] = "boris";
        settings["OnCall:Ladder:Emergency:MissedAfterMinutes"] = "15";
        await using var desk = await DeskOfTests.StartAsync(settings, logs);

        var id = await desk.RaiseAsync();

        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the other person is paged");
        Assert.Contains(server.Mails, mail => mail.Recipient == Settings.Boris);
    }

    [Fact]
    public async Task A_mail_that_may_have_been_taken_is_sent_again_under_the_same_key()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        var asked = 0;
        // The mood is asked for once at the recipient and once at the mail itself.
        server.MoodFor = _ => Interlocked.Increment(ref asked) <= 2 ? MailMood.DropsAfterTaking : MailMood.Takes;
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);

        var id = await desk.RaiseAsync();
        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");

        Assert.Equal(2, server.Mails.Count);
        Assert.Single(server.Mails.Select(mail => mail.Header("Message-Id")).Distinct());
    }

    [Fact]
    public async Task A_mail_that_may_have_been_taken_keeps_its_key_through_a_refusal_that_follows()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        var asked = 0;
        // Asked at the recipient and at the mail itself: taken without an answer, then refused for now, then taken.
        server.MoodFor = _ => Interlocked.Increment(ref asked) switch
        {
            <= 2 => MailMood.DropsAfterTaking,
            3 => MailMood.RefusesForNow,
            _ => MailMood.Takes,
        };
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);

        var id = await desk.RaiseAsync();
        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");

        Assert.Equal(["SMTP_BROKEN", "SMTP_451", ""], (await AttemptsAsync(desk, id)).Select(attempt => attempt.Failure));
        Assert.Equal(2, server.Mails.Count);
        Assert.Single(server.Mails.Select(mail => mail.Header("Message-Id")).Distinct());
    }

    [Fact]
    public async Task A_spoiled_setting_of_mail_is_a_failure_with_a_name_and_the_subjects_room_hears_of_the_page_all_the_same()
    {
        using LogWatch logs = new();
        using MailCertificates certificates = new();
        await using var server = TestMailServer.Start(certificates.Server);
        var settings = Settings.TwoPersons(server.Port);
        settings["OnCall:Smtp:Host"] = "localhost";
        settings["OnCall:Smtp:Tls"] = "StartTls";
        settings["OnCall:Smtp:TimeoutSeconds"] = "20";
        settings["OnCall:Smtp:CaFile"] = certificates.CaFile;
        await using var desk = await DeskOfTests.StartAsync(settings, logs);
        var sound = await File.ReadAllTextAsync(certificates.CaFile, Cancellation);
        await File.WriteAllTextAsync(certificates.CaFile, "no certificate", Cancellation);

        var id = await desk.RaiseAsync();
        await Eventually.Async(
            async () => (await AttemptsAsync(desk, id)).Any(attempt => attempt.Failure == SmtpChannel.SettingsCode), DeskOfTests.Deadline, Cancellation);
        await File.WriteAllTextAsync(certificates.CaFile, sound, Cancellation);

        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");
        Assert.Contains(desk.Room.Told, notice => notice is SubjectNotice.DeskWasPaged);
    }

    [Fact]
    public async Task A_fault_before_the_room_was_told_does_not_leave_it_out()
    {
        using LogWatch logs = new();
        logs.Expect("the fault", log => log.Event.Name == "RowFailed");
        await using var server = TestMailServer.Start();
        var tries = 0;
        await using var desk = await DeskOfTests.StartAsync(
            Settings.TwoPersons(server.Port), logs, adapt: services => Replace(services, smtp => new FaultyChannel(smtp, () => Interlocked.Increment(ref tries) == 1)));

        var id = await desk.RaiseAsync();

        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");
        Assert.Contains(desk.Room.Told, notice => notice is SubjectNotice.DeskWasPaged);
    }

    [Fact]
    public async Task Attempts_are_forgotten_after_their_time_but_for_those_of_open_alerts()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);
        var (open, subject) = (await desk.RaiseAsync(), Guid.NewGuid());
        var ended = await desk.RaiseAsync(subject: subject);
        foreach (var id in new[] { open, ended })
            await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the alert is notified");
        await desk.OrderAsync(new OnCallOrder.CancelAlertsOfSubject(RoomOfTests.Kind, subject, Cause: null, "SUBJECT_WITHDRAWN"));
        var retention = desk.Get<IEnumerable<IRetention>>().OfType<PageAttemptsRetention>().Single();
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(0, await retention.DeleteAsync(now + PageAttemptsRetention.Kept - TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(1, await retention.DeleteAsync(now + PageAttemptsRetention.Kept + TimeSpan.FromMinutes(1), Cancellation));

        Assert.Empty(await AttemptsAsync(desk, ended));
        Assert.Single(await AttemptsAsync(desk, open));
    }

    [Fact]
    public async Task A_page_whose_sender_died_before_recording_is_sent_again_under_the_same_key()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        await using var first = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs, adapt: DiesAfterSending);

        var id = await first.RaiseAsync();
        await Eventually.Async(() => server.Mails.Count == 1, DeskOfTests.Deadline, Cancellation);
        await using var second = await first.StartBesideAsync(Settings.TwoPersons(server.Port), logs);
        Assert.Null((await second.FindAsync(id)).NotifiedAt);
        await first.StopAsync();

        await second.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the successor pages");
        Assert.Equal(2, server.Mails.Count);
        Assert.Single(server.Mails.Select(mail => mail.Header("Message-Id")).Distinct());
        Assert.Equal(
            [PageAttemptState.Started, PageAttemptState.Sent],
            (await AttemptsAsync(second, id)).Select(attempt => attempt.State));
    }

    [Fact]
    public async Task A_room_that_fails_does_not_keep_anybody_from_being_paged()
    {
        using LogWatch logs = new();
        logs.Expect("the fault", log => log.Event.Name == "RowFailed");
        logs.Expect("the room was left out", log => log.Event.Name == "SubjectNotTold");
        await using var server = TestMailServer.Start();
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);
        desk.Room.Hears = _ => throw new InvalidOperationException("A defect.");

        var id = await desk.RaiseAsync();

        await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the page is recorded all the same");
        Assert.Single(server.Mails.Select(mail => mail.Header("Message-Id")).Distinct());
        await AssertNothingDueAsync(desk, id, DueKinds.Page);
    }

    [Fact]
    public async Task Alerts_that_wait_for_one_person_share_a_page_and_emergencies_do_not()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        server.MoodFor = _ => MailMood.RefusesForNow;
        await using var desk = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);
        List<Guid> urgent = [];
        for (int count = 0; count < 8; count++)
            urgent.Add(await desk.RaiseAsync(Urgency.Urgent));
        await Eventually.Async(
            async () => (await Task.WhenAll(urgent.Select(id => AttemptsAsync(desk, id)))).All(attempts => attempts.Count > 0), DeskOfTests.Deadline, Cancellation);

        server.MoodFor = _ => MailMood.Takes;
        var emergency = await desk.RaiseAsync(Urgency.Emergency);

        foreach (var id in urgent.Append(emergency))
            await desk.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "every alert is notified");
        var mails = server.Mails.Where(mail => mail.Recipient == Settings.Anna).ToList();
        var own = Assert.Single(mails, mail => mail.Text.Contains(emergency.ToString("D"), StringComparison.Ordinal));
        Assert.DoesNotContain(urgent, id => own.Text.Contains(id.ToString("D"), StringComparison.Ordinal));
        Assert.Contains(mails, mail => urgent.Count(id => mail.Text.Contains(id.ToString("D"), StringComparison.Ordinal)) > 1);
        Assert.True(mails.Count <= PagePlan.PagesPerWindowMax + 1, $"{mails.Count} mails are more than the limit and the emergency's own.");
    }

    [Fact]
    public async Task A_person_who_left_the_duty_list_is_not_paged_and_the_ladder_goes_on()
    {
        using LogWatch logs = new();
        await using var server = TestMailServer.Start();
        server.MoodFor = _ => MailMood.RefusesForNow;
        await using var first = await DeskOfTests.StartAsync(Settings.TwoPersons(server.Port), logs);
        var id = await first.RaiseAsync();
        await first.StopAsync();

        var settings = Settings.TwoPersons(server.Port);
        settings["OnCall:DutyList:0:Person"] = "carla";
        server.MoodFor = _ => MailMood.Takes;
        await using var second = await first.StartBesideAsync(settings, logs);

        await second.EventuallyAsync(id, alert => alert.NotifiedAt is not null, "the next person is paged");
        Assert.Equal(Settings.Boris, Assert.Single(server.Mails).Recipient);
        Assert.Contains(await AttemptsAsync(second, id), attempt => attempt.Failure == "ADDRESS_UNKNOWN");
    }

    private static void DiesAfterSending(IServiceCollection services) => Replace(services, smtp => new DyingChannel(smtp));

    private static void Replace(IServiceCollection services, Func<SmtpChannel, IPageChannel> make)
    {
        services.AddSingleton<SmtpChannel>();
        for (int index = services.Count - 1; index >= 0; index--)
        {
            if (services[index].ServiceType == typeof(IPageChannel))
                services.RemoveAt(index);
        }

        services.AddSingleton<IPageChannel>(provider => make(provider.GetRequiredService<SmtpChannel>()));
    }

    private static Task<IReadOnlyList<PageAttemptRow>> AttemptsAsync(DeskOfTests desk, Guid alert) => desk.Shell.ReadAsync(
        (connection, inner) => PageAttempts.ListAsync(connection, alert, 100, inner), Cancellation);

    private static async Task AssertNothingDueAsync(DeskOfTests desk, Guid alert, string kind)
    {
        var count = await desk.Shell.ReadAsync(
            async (connection, inner) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "select count(*) from node.due where stream = $1 and kind = $2";
                command.Parameters.Add(new() { Value = alert });
                command.Parameters.Add(new() { Value = kind });
                return (long)(await command.ExecuteScalarAsync(inner))!;
            },
            Cancellation);
        Assert.Equal(0, count);
    }

    /// <summary>Throws where it is told to, as a channel with a defect.</summary>
    private sealed class FaultyChannel(SmtpChannel smtp, Func<bool> isToThrow) : IPageChannel
    {
        public string Kind => smtp.Kind;

        public Task<PageOutcome> SendAsync(OutgoingPage page, CancellationToken cancellation) =>
            isToThrow() ? throw new InvalidTimeZoneException("A defect of a test.") : smtp.SendAsync(page, cancellation);
    }

    /// <summary>Hands the mail over and then never comes back, as a process that is killed.</summary>
    private sealed class DyingChannel(SmtpChannel smtp) : IPageChannel
    {
        public string Kind => smtp.Kind;

        public async Task<PageOutcome> SendAsync(OutgoingPage page, CancellationToken cancellation)
        {
            await smtp.SendAsync(page, cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new System.Diagnostics.UnreachableException();
        }
    }
}
