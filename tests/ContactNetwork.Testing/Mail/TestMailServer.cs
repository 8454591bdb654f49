using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Testing.Mail;

/// <summary>A mail server on a free loopback port that keeps what it takes, and misbehaves as told.</summary>
public sealed class TestMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ends = new();
    private readonly ConcurrentQueue<TakenMail> _mails = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Task _accepting;
    private int _connections;

    private TestMailServer(X509Certificate2? certificate, X509Certificate2Collection? between)
    {
        Certificate = certificate is null ? null : SslStreamCertificateContext.Create(certificate, between, offline: true);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The mails taken, in order.</summary>
    public IReadOnlyList<TakenMail> Mails => [.. _mails];

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How it treats mails to this recipient; every mail by default is taken.</summary>
    public Func<string, MailMood> MoodFor { get; set; } = _ => MailMood.Takes;

    /// <summary>Whether it says nothing to anybody who connects.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The only account and password that it knows; null when it knows none.</summary>
    public (string User, string Password)? Account { get; set; }

    /// <summary>Its certificate; with one it offers STARTTLS.</summary>
    internal SslStreamCertificateContext? Certificate { get; }

    /// <summary>Starts a server; with a certificate it offers STARTTLS, and sends along what stands between that and its authority.</summary>
    public static TestMailServer Start(X509Certificate2? certificate = null, X509Certificate2Collection? between = null) => new(certificate, between);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _ends.Dispose();
    }

    internal void Keep(TakenMail mail) => _mails.Enqueue(mail);

    private async Task TalkAsync(TcpClient client)
    {
        using MailConversation conversation = new(this, client);
        await conversation.RunAsync(_ends.Token);
    }

    private async Task AcceptAsync()
    {
        while (!_ends.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_ends.Token);
                Interlocked.Increment(ref _connections);
                _conversations.Add(TalkAsync(client));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
