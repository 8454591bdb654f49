using System.Net.Sockets;
using ContactNetwork.Lab.Mail;

namespace ContactNetwork.Network.Tests;

public sealed class MailSinkTests
{
    [Fact]
    public async Task Keeps_what_it_takes_and_undoes_dot_stuffing()
    {
        string folder = Directory.CreateTempSubdirectory("mail-sink-").FullName;
        await using MailSink sink = MailSink.Start(0, folder, TimeProvider.System);

        string answers = await TalkAsync(
            sink.Port, "EHLO test", "MAIL FROM:<node@xb.example>", "RCPT TO:<duty@desk.xb.example>", "DATA",
            "Subject: Alert\r\n\r\nfirst\r\n..second\r\n.", "QUIT");

        Assert.Contains("250 taken", answers, StringComparison.Ordinal);
        ReceivedMail mail = Assert.Single(sink.Mails);
        Assert.Equal("Alert", mail.Header("subject"));
        Assert.Equal("first\r\n.second\r\n", mail.Body);
        Assert.Equal(["duty@desk.xb.example"], mail.Recipients);
        Assert.True(File.Exists(mail.File));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Refuses_while_it_is_told_to()
    {
        string folder = Directory.CreateTempSubdirectory("mail-sink-").FullName;
        await using MailSink sink = MailSink.Start(0, folder, TimeProvider.System);
        sink.IsRefusing = true;

        string answers = await TalkAsync(sink.Port, "HELO test", "MAIL FROM:<node@xb.example>", "DATA", "QUIT");

        Assert.Contains("451", answers, StringComparison.Ordinal);
        Assert.Contains("503", answers, StringComparison.Ordinal);
        Assert.Empty(sink.Mails);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> TalkAsync(int port, params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        using var reader = new StreamReader(client.GetStream());
        foreach (string line in lines) await writer.WriteLineAsync(line);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
