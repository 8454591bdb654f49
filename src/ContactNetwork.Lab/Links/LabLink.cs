using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ContactNetwork.Lab.Links;

/// <summary>
/// The line that other countries reach a node by: a relay of bytes in front of its peers' port. It sees only encrypted
/// bytes. Cutting it closes what is open and refuses what comes; muting it keeps lines open on which nothing moves.
/// </summary>
public sealed class LabLink : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _ends = new();
    private readonly ConcurrentDictionary<Guid, Relay> _relays = new();
    private readonly Task _accepting;
    private long _relayedBytes;
    private volatile bool _isCut;
    private volatile TaskCompletionSource? _muted;

    private LabLink(int port, int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that others connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many bytes have passed, both ways.</summary>
    public long RelayedBytes => Interlocked.Read(ref _relayedBytes);

    /// <summary>Starts a relay.</summary>
    /// <param name="port">The port to listen on; 0 for a free one.</param>
    /// <param name="targetPort">The loopback port behind it.</param>
    public static LabLink Start(int port, int targetPort) => new(port, targetPort);

    /// <summary>Cuts the line until <see cref="Heal"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (Relay relay in _relays.Values) relay.Close();
    }

    /// <summary>Lets nothing through until <see cref="Heal"/>, without closing anything: what a dead router does.</summary>
    public void Mute() => _muted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Mends the line.</summary>
    public void Heal()
    {
        _isCut = false;
        TaskCompletionSource? muted = _muted;
        _muted = null;
        muted?.SetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        _listener.Stop();
        foreach (Relay relay in _relays.Values) relay.Close();
        await _accepting;
        _ends.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ends.IsCancellationRequested)
        {
            try
            {
                TcpClient inside = await _listener.AcceptTcpClientAsync(_ends.Token);
                if (_isCut) Abort(inside);
                else _ = RelayAsync(inside);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient inside)
    {
        var id = Guid.NewGuid();
        var outside = new TcpClient();
        var relay = new Relay(inside, outside);
        _relays[id] = relay;
        try
        {
            await outside.ConnectAsync(_target, _ends.Token);
            inside.NoDelay = outside.NoDelay = true;
            if (_isCut) return;
            await Task.WhenAny(
                CopyAsync(inside.GetStream(), outside.GetStream()),
                CopyAsync(outside.GetStream(), inside.GetStream()));
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side left; the other is told by closing.
        }
        finally
        {
            _relays.TryRemove(id, out _);
            relay.Close();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[BufferBytes];
        int count;
        while ((count = await from.ReadAsync(buffer, _ends.Token)) > 0)
        {
            if (_muted is { } muted) await muted.Task.WaitAsync(_ends.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), _ends.Token);
            Interlocked.Add(ref _relayedBytes, count);
        }
    }

    private static void Abort(TcpClient client)
    {
        try
        {
            client.Client.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // It left already.
        }

        client.Close();
    }

    private sealed record Relay(TcpClient Inside, TcpClient Outside)
    {
        public void Close()
        {
            Inside.Close();
            Outside.Close();
        }
    }
}
