using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ContactNetwork.Testing.Mail;

/// <summary>One client's talk with the server: as much of RFC 5321, 3207 and 4954 as the tests need.</summary>
internal sealed class MailConversation(TestMailServer server, TcpClient client) : IDisposable
{
    private Stream _stream = Stream.Null;
    private StreamReader _reader = StreamReader.Null;
    private string _user = "";
    private string _recipient = "";
    private bool _isEncrypted;

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            Talk(client.GetStream());
            if (server.IsSilent)
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            await SayAsync("220 test", cancellation);
            while (await _reader.ReadLineAsync(cancellation) is { } line && await AnswerAsync(line, cancellation))
            {
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client left, or the test ends.
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        client.Dispose();
    }

    /// <summary>Answers a line; false ends the talk.</summary>
    private async Task<bool> AnswerAsync(string line, CancellationToken cancellation)
    {
        switch (line.Split(' ', 2)[0].ToUpperInvariant())
        {
            case "EHLO":
                await SayAsync(Features(), cancellation);
                return true;
            case "STARTTLS" when server.Certificate is not null:
                await SayAsync("220 go on", cancellation);
                return await EncryptAsync(cancellation);
            case "AUTH":
                await SayAsync(LogIn(line) ? "235 ok" : "535 no", cancellation);
                return true;
            case "MAIL":
                return await SayAsync("250 ok", cancellation);
            case "RCPT":
                _recipient = line.Split('<', '>')[1];
                return await SayAsync(server.MoodFor(_recipient) switch
                {
                    MailMood.RefusesForNow => "451 not now",
                    MailMood.RefusesForGood => "550 never",
                    _ => "250 ok",
                }, cancellation);
            case "DATA":
                await SayAsync("354 go on", cancellation);
                return await TakeAsync(cancellation);
            case "QUIT":
                await SayAsync("221 bye", cancellation);
                return false;
            default:
                return await SayAsync("250 ok", cancellation);
        }
    }

    private string Features()
    {
        List<string> features = ["250-test"];
        if (server.Certificate is not null && !_isEncrypted)
        {
            features.Add("250-STARTTLS");
        }

        if (server.Account is not null && _isEncrypted)
        {
            features.Add("250-AUTH PLAIN");
        }

        features.Add("250 8BITMIME");
        return string.Join("\r\n", features);
    }

    private bool LogIn(string line)
    {
        string[] words = line.Split(' ');
        string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(words[^1])).Split('\0');
        bool isKnown = server.Account is { } account && parts is [_, var user, var password] && (user, password) == account;
        _user = isKnown ? parts[1] : "";
        return isKnown;
    }

    private async Task<bool> EncryptAsync(CancellationToken cancellation)
    {
        SslStream encrypted = new(_stream);
        try
        {
            await encrypted.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificateContext = server.Certificate }, cancellation);
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            return false;
        }

        _isEncrypted = true;
        Talk(encrypted);
        return true;
    }

    private async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        MailMood mood = server.MoodFor(_recipient);
        StringBuilder text = new();
        while (await _reader.ReadLineAsync(cancellation) is { } line && line != ".")
        {
            if (mood == MailMood.DropsInTheMiddle)
            {
                return false;
            }

            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        server.Keep(new TakenMail(_recipient, text.ToString(), _isEncrypted, _user));
        if (mood == MailMood.HangsAfterTaking)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        return mood != MailMood.DropsAfterTaking && await SayAsync("250 taken", cancellation);
    }

    private void Talk(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
    }

    private async Task<bool> SayAsync(string text, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), cancellation);
        return true;
    }
}
