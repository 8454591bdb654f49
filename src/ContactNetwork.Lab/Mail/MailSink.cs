using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ContactNetwork.Lab.Mail;

/// <summary>
/// A mail server on the loopback address that takes every message and delivers none: it keeps them in a folder. It can be
/// told to refuse, as a broken mail server would.
/// </summary>
public sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ends = new();
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly Task _accepting;
    private int _number;

    private MailSink(int port, string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        Directory.CreateDirectory(folder);
        _number = Directory.EnumerateFiles(folder, "*.eml").Count();
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The messages since the start, in order.</summary>
    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>While true, every message is refused with a passing error (451).</summary>
    public bool IsRefusing { get; set; }

    /// <summary>Is raised for each message taken, from any thread.</summary>
    public event Action<ReceivedMail>? Received;

    /// <summary>Starts a sink.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="folder">Where messages are kept.</param>
    /// <param name="time">The clock.</param>
    public static MailSink Start(int port, string folder, TimeProvider time) => new(port, folder, time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ends.Dispose();
    }

    internal ReceivedMail Keep(string from, IReadOnlyList<string> recipients, string text)
    {
        string file = Path.Combine(_folder, $"{Interlocked.Increment(ref _number):D4}.eml");
        File.WriteAllText(file, text);
        var mail = new ReceivedMail(from, recipients, text, _time.GetUtcNow(), file);
        _mails.Enqueue(mail);
        Received?.Invoke(mail);
        return mail;
    }

    private async Task AcceptAsync()
    {
        while (!_ends.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_ends.Token);
                _ = new SmtpConversation(this, client).RunAsync(_ends.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
