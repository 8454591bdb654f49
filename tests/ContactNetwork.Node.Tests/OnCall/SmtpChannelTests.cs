using System.Net;
using System.Net.Sockets;
using ContactNetwork.Domain;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Testing.Mail;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

public sealed class SmtpChannelTests
{
    private const string Anna = "anna@desk.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_leaves_with_its_key_as_message_id()
    {
        await using var server = TestMailServer.Start();
        var page = Page();

        var outcome = await Channel(Plain(server.Port)).SendAsync(page, Cancellation);

        Assert.IsType<PageOutcome.Sent>(outcome);
        var mail = Assert.Single(server.Mails);
        Assert.Equal(Anna, mail.Recipient);
        Assert.Equal($"<{page.IdempotencyKey:N}@node.example>", mail.Header("Message-Id"));
        Assert.Equal("EMERGENCY PR-XA-2026-000001-7", mail.Header("Subject"));
        Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
        Assert.Equal("high", mail.Header("Importance"));
        Assert.Contains("Take it.", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailMood.RefusesForNow, "SMTP_451", false)]
    [InlineData(MailMood.RefusesForGood, "SMTP_550", true)]
    public async Task A_refusal_is_an_outcome_with_its_code(MailMood mood, string code, bool isLasting)
    {
        await using var server = TestMailServer.Start();
        server.MoodFor = _ => mood;

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Plain(server.Port)).SendAsync(Page(), Cancellation));

        Assert.Equal((code, isLasting), (failed.Code, failed.IsLasting));
    }

    [Fact]
    public async Task A_server_that_says_nothing_costs_no_more_than_the_limit()
    {
        await using var server = TestMailServer.Start();
        server.IsSilent = true;

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Plain(server.Port)).SendAsync(Page(), Cancellation));

        Assert.Equal(("SMTP_TIMEOUT", false), (failed.Code, failed.IsLasting));
    }

    [Theory]
    [InlineData(MailMood.HangsAfterTaking, "SMTP_TIMEOUT")]
    [InlineData(MailMood.DropsAfterTaking, "SMTP_BROKEN")]
    [InlineData(MailMood.DropsInTheMiddle, "SMTP_BROKEN")]
    public async Task A_mail_that_may_have_been_taken_is_told_from_one_that_was_not(MailMood mood, string code)
    {
        await using var server = TestMailServer.Start();
        server.MoodFor = _ => mood;

        var unknown = Assert.IsType<PageOutcome.Unknown>(await Channel(Plain(server.Port)).SendAsync(Page(), Cancellation));

        Assert.Equal(code, unknown.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outcome()
    {
        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Plain(ClosedPort())).SendAsync(Page(), Cancellation));

        Assert.Equal(("SMTP_UNREACHABLE", false), (failed.Code, failed.IsLasting));
    }

    [Fact]
    public async Task A_page_leaves_encrypted_and_logged_in()
    {
        using MailCertificates certificates = new();
        await using var server = TestMailServer.Start(certificates.Server);
        server.Account = ("node", "correct horse");

        var outcome = await Channel(Encrypted(server.Port, certificates)).SendAsync(Page(), Cancellation);

        Assert.IsType<PageOutcome.Sent>(outcome);
        var mail = Assert.Single(server.Mails);
        Assert.True(mail.IsEncrypted);
        Assert.Equal("node", mail.User);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_for_good()
    {
        using MailCertificates certificates = new();
        await using var server = TestMailServer.Start(certificates.Server);
        server.Account = ("node", "another");

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Encrypted(server.Port, certificates)).SendAsync(Page(), Cancellation));

        Assert.Equal(("SMTP_LOGIN_REFUSED", true), (failed.Code, failed.IsLasting));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_sends_what_stands_between_it_and_its_authority_is_believed()
    {
        using MailCertificates certificates = new(hasIntermediate: true);
        await using var server = TestMailServer.Start(certificates.Server, certificates.Between);
        server.Account = ("node", "correct horse");

        Assert.IsType<PageOutcome.Sent>(await Channel(Encrypted(server.Port, certificates)).SendAsync(Page(), Cancellation));
    }

    [Fact]
    public async Task What_a_server_sends_with_its_certificate_is_no_authority()
    {
        using MailCertificates certificates = new();
        using MailCertificates others = new(hasIntermediate: true);
        await using var server = TestMailServer.Start(others.Server, [.. others.Between, others.Authority]);

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Encrypted(server.Port, certificates) with { User = "" }).SendAsync(Page(), Cancellation));

        Assert.Equal("SMTP_TLS_FAILED", failed.Code);
    }

    [Theory]
    [InlineData("PasswordFile", null)]
    [InlineData("PasswordFile", "")]
    [InlineData("CaFile", null)]
    [InlineData("CaFile", "no certificate")]
    [InlineData("CaFile", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_file_of_the_settings_that_cannot_be_used_is_an_outcome_and_stops_a_start(string setting, string? content)
    {
        using MailCertificates certificates = new();
        await using var server = TestMailServer.Start(certificates.Server);
        // A folder stands for a file that can't be read: its owner could read any file.
        var path = content is null ? certificates.Folder : Path.Combine(certificates.Folder, "spoiled");
        if (content is not null)
            await File.WriteAllTextAsync(path, content, Cancellation);
        var sound = Encrypted(server.Port, certificates);
        var smtp = setting == "CaFile" ? sound with { CaFile = path } : sound with { PasswordFile = path };

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(smtp).SendAsync(Page(), Cancellation));

        Assert.Equal((SmtpChannel.SettingsCode, true), (failed.Code, failed.IsLasting));
        Assert.Equal(0, server.Connections);
        Assert.Contains(setting, Assert.Single(Problems(smtp)), StringComparison.Ordinal);
        Assert.Empty(Problems(sound));
    }

    [Fact]
    public async Task A_server_of_an_unknown_authority_gets_nothing()
    {
        using MailCertificates certificates = new();
        using MailCertificates others = new();
        await using var server = TestMailServer.Start(others.Server);

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Encrypted(server.Port, certificates) with { User = "" }).SendAsync(Page(), Cancellation));

        Assert.Equal("SMTP_TLS_FAILED", failed.Code);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_does_not_encrypt_gets_nothing()
    {
        using MailCertificates certificates = new();
        await using var server = TestMailServer.Start();

        var failed = Assert.IsType<PageOutcome.Failed>(await Channel(Encrypted(server.Port, certificates)).SendAsync(Page(), Cancellation));

        Assert.Equal("SMTP_TLS_FAILED", failed.Code);
        Assert.Empty(server.Mails);
    }

    private static IEnumerable<string> Problems(SmtpOptions smtp) =>
        new OnCallOptionsValidator([new PageChannelKind(SmtpChannel.SmtpKind)]).Validate(null, new OnCallOptions
        {
            Smtp = smtp,
            DutyList = [new DutyPersonOptions { Person = "anna", DisplayName = "Anna A.", Methods = [new PageMethodOptions { Kind = SmtpChannel.SmtpKind, Address = Anna }] }],
        }).Failures ?? [];

    private static OutgoingPage Page() => new(
        Guid.NewGuid(), Anna, "EMERGENCY PR-XA-2026-000001-7", ["A request waits.", "", "Take it."], Urgency.Emergency);

    private static SmtpChannel Channel(SmtpOptions smtp) => new(FixedOptions.Of(new OnCallOptions { Smtp = smtp }));

    private static SmtpOptions Plain(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        From = "node@node.example",
        Tls = SmtpTls.None,
        TimeoutSeconds = 1,
    };

    private static SmtpOptions Encrypted(int port, MailCertificates certificates) => Plain(port) with
    {
        Host = "localhost",
        Tls = SmtpTls.StartTls,
        CaFile = certificates.CaFile,
        User = "node",
        PasswordFile = certificates.PasswordFile,
        TimeoutSeconds = 20,
    };

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
