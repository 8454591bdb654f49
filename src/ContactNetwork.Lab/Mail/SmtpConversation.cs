using System.Net.Sockets;
using System.Text;

namespace ContactNetwork.Lab.Mail;

/// <summary>One client's talk with the sink (RFC 5321, without TLS and log-in).</summary>
internal sealed class SmtpConversation(MailSink sink, TcpClient client)
{
    private const int LineCharactersMax = 4096;
    private const int MessageCharactersMax = 1024 * 1024;
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(2);
    private readonly List<string> _recipients = [];
    private string? _from;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using TcpClient held = client;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 lab mail sink");
            while (true)
            {
                ends.CancelAfter(IdleMax);
                string? line = await reader.ReadLineAsync(ends.Token);
                if (line is null || line.Length > LineCharactersMax) return;
                await writer.WriteLineAsync(await AnswerAsync(line, reader, writer, ends.Token));
                if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase)) return;
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client left, or the sink ends.
        }
    }

    private async Task<string> AnswerAsync(string line, StreamReader reader, StreamWriter writer, CancellationToken cancellation)
    {
        switch (line.Split(' ', 2)[0].ToUpperInvariant())
        {
            case "EHLO":
                await writer.WriteLineAsync("250-lab mail sink");
                await writer.WriteLineAsync($"250-SIZE {MessageCharactersMax}");
                await writer.WriteLineAsync("250-SMTPUTF8");
                return "250 8BITMIME";
            case "HELO" or "NOOP":
                return "250 ok";
            case "RSET":
                Reset();
                return "250 ok";
            case "MAIL":
                Reset();
                _from = Address(line);
                return sink.IsRefusing ? "451 not now" : "250 ok";
            case "RCPT" when _from is not null:
                _recipients.Add(Address(line));
                return "250 ok";
            case "DATA" when _recipients.Count > 0:
                await writer.WriteLineAsync("354 go on, end with a dot");
                return await TakeAsync(reader, cancellation);
            case "QUIT":
                return "221 bye";
            case "RCPT" or "DATA":
                return "503 not in this order";
            default:
                return "502 not known";
        }
    }

    private async Task<string> TakeAsync(StreamReader reader, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(cancellation) is { } line && line != ".")
        {
            if (text.Length < MessageCharactersMax) text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        if (text.Length >= MessageCharactersMax) return "552 too long";
        if (sink.IsRefusing) return "451 not now";
        sink.Keep(_from!, [.. _recipients], text.ToString());
        Reset();
        return "250 taken";
    }

    private void Reset()
    {
        _from = null;
        _recipients.Clear();
    }

    private static string Address(string line)
    {
        int start = line.IndexOf('<', StringComparison.Ordinal), end = line.IndexOf('>', StringComparison.Ordinal);
        return start >= 0 && end > start ? line[(start + 1)..end] : "";
    }
}
