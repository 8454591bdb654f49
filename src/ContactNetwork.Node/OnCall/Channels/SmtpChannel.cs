using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Domain;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ContactNetwork.Node.OnCall.Channels;

/// <summary>
/// Pages by mail, one connection per page: pages are few, and a connection kept open is one more thing that is broken
/// when it is needed. The key is in the Message-ID, so that a repetition is one mail where servers look.
/// </summary>
internal sealed class SmtpChannel(SoundOptions options) : IPageChannel
{
    /// <summary>The kind of this channel.</summary>
    public const string SmtpKind = "smtp";

    /// <summary>A file that the settings name can't be used: what to do about it is written where the settings are checked.</summary>
    public const string SettingsCode = "SMTP_SETTINGS";

    private static readonly TimeSpan GoodbyeMax = TimeSpan.FromSeconds(1);

    public string Kind => SmtpKind;

    public async Task<PageOutcome> SendAsync(OutgoingPage page, CancellationToken cancellation)
    {
        var smtp = options.Current.Smtp;
        if (SmtpFiles.Read(smtp, out _) is not { } files)
            return new PageOutcome.Failed(SettingsCode, IsLasting: true);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(smtp.TimeoutSeconds));
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        var isHandingOver = false;
        try
        {
            Trust(client, files.Authorities);
            await client.ConnectAsync(smtp.Host, smtp.Port, Security(smtp.Tls), limit.Token);
            if (smtp.User.Length > 0)
                await client.AuthenticateAsync(smtp.User, files.Password, limit.Token);
            using var mail = Compose(page, smtp.From);
            isHandingOver = true;
            await client.SendAsync(mail, limit.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (Outcome(fault, isHandingOver) is { } outcome)
        {
            return outcome;
        }

        await SayGoodbyeAsync(client);
        return new PageOutcome.Sent();
    }

    /// <summary>What a fault means; null for a fault of ours, which is no outcome.</summary>
    private static PageOutcome? Outcome(Exception fault, bool isHandingOver) => fault switch
    {
        SmtpCommandException refused => new PageOutcome.Failed(
            string.Create(CultureInfo.InvariantCulture, $"SMTP_{(int)refused.StatusCode}"),
            IsLasting: (int)refused.StatusCode >= 500),
        AuthenticationException => new PageOutcome.Failed("SMTP_LOGIN_REFUSED", IsLasting: true),
        SslHandshakeException or NotSupportedException => new PageOutcome.Failed("SMTP_TLS_FAILED", IsLasting: true),
        OperationCanceledException => MayBeTaken("SMTP_TIMEOUT", isHandingOver),
        SocketException => MayBeTaken("SMTP_UNREACHABLE", isHandingOver),
        ProtocolException or IOException or ServiceNotConnectedException => MayBeTaken("SMTP_BROKEN", isHandingOver),
        _ => null,
    };

    private static PageOutcome MayBeTaken(string code, bool isHandingOver) =>
        isHandingOver ? new PageOutcome.Unknown(code) : new PageOutcome.Failed(code, IsLasting: false);

    private static SecureSocketOptions Security(SmtpTls tls) => tls switch
    {
        SmtpTls.None => SecureSocketOptions.None,
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Tls => SecureSocketOptions.SslOnConnect,
        _ => throw new ArgumentOutOfRangeException(nameof(tls), tls, "Options are validated at start."),
    };

    /// <summary>Where a file of authorities is given, no other counts; the name must fit all the same.</summary>
    private static void Trust(SmtpClient client, X509Certificate2Collection? authorities)
    {
        if (authorities is null)
            return;

        client.ServerCertificateValidationCallback = (_, certificate, sent, errors) =>
        {
            if (certificate is null || errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch))
                return false;

            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            // What stands between the certificate and its authority, as the server sent it: material to build with, no trust.
            if (sent is not null)
                chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
            using var presented = new X509Certificate2(certificate);
            return chain.Build(presented);
        };
    }

    private static MimeMessage Compose(OutgoingPage page, string from)
    {
        var sender = MailboxAddress.Parse(from);
        var mail = new MimeMessage { Subject = page.Subject, MessageId = $"{page.IdempotencyKey:N}@{sender.Domain}" };
        mail.From.Add(sender);
        mail.To.Add(MailboxAddress.Parse(page.Address));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add("X-Contact-Network-Page", page.IdempotencyKey.ToString("D"));
        if (page.Urgency != Urgency.Routine)
            mail.Importance = MessageImportance.High;
        mail.Body = new TextPart("plain") { Text = string.Join("\r\n", page.Text) + "\r\n" };
        return mail;
    }

    /// <summary>The mail is taken; how the connection ends changes nothing.</summary>
    private static async Task SayGoodbyeAsync(SmtpClient client)
    {
        using var limit = new CancellationTokenSource(GoodbyeMax);
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or ProtocolException)
        {
            // Nothing is lost.
        }
    }
}
