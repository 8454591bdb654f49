using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

/// <summary>
/// Stands before PostgreSQL as a proxy does that pools transactions: after each of them the session forgets everything,
/// because the next may come from another caller.
/// </summary>
internal sealed class ForgetfulProxy : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;
    private const byte ReadyForQuery = (byte)'Z';
    private static readonly byte[] No = "N"u8.ToArray();
    private static readonly byte[] DiscardAll = Message((byte)'Q', Encoding.ASCII.GetBytes("discard all\0"));

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly Task accepting;

    public ForgetfulProxy(string connectionString)
    {
        server = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        }.ConnectionString;
        accepting = AcceptAsync();
    }

    /// <summary>Leads through the proxy.</summary>
    public string ConnectionString { get; }

    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        listener.Stop();
        await accepting;
        ends.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> relays = [];
        try
        {
            while (true)
                relays.Add(RelayAsync(await listener.AcceptTcpClientAsync(ends.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(TcpClient caller)
    {
        using var _ = caller;
        using var behind = await ConnectAsync();
        await using var up = new NetworkStream(behind, ownsSocket: false);
        var down = caller.GetStream();
        try
        {
            await GreetAsync(down, up);
            await Task.WhenAny(down.CopyToAsync(up, ends.Token), ForgetAsync(up, down));
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or EndOfStreamException)
        {
            // One side has gone.
        }
    }

    /// <summary>The first messages have no type: requests for encryption are declined, the start is passed on.</summary>
    private async Task GreetAsync(Stream down, Stream up)
    {
        while (true)
        {
            var head = new byte[8];
            await down.ReadExactlyAsync(head, ends.Token);
            var (length, code) = (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)));
            var rest = new byte[length - head.Length];
            await down.ReadExactlyAsync(rest, ends.Token);
            if (code is not (SslRequest or GssRequest))
            {
                await up.WriteAsync((byte[])[.. head, .. rest], ends.Token);
                return;
            }

            await down.WriteAsync(No, ends.Token);
        }
    }

    /// <summary>Passes on what the server says; before it is ready again after a query, the session forgets.</summary>
    private async Task ForgetAsync(Stream up, Stream down)
    {
        var hasBegun = false;
        while (true)
        {
            var message = await ReadAsync(up);
            if (message[0] == ReadyForQuery && hasBegun)
            {
                await up.WriteAsync(DiscardAll, ends.Token);
                while ((await ReadAsync(up))[0] != ReadyForQuery)
                {
                    // What the server says to that is nobody's business.
                }
            }

            hasBegun |= message[0] == ReadyForQuery;
            await down.WriteAsync(message, ends.Token);
        }
    }

    private async Task<byte[]> ReadAsync(Stream stream)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head, ends.Token);
        var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await stream.ReadExactlyAsync(rest, ends.Token);
        return [.. head, .. rest];
    }

    private async Task<Socket> ConnectAsync()
    {
        EndPoint place = server.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{server.Host}/.s.PGSQL.{server.Port}")
            : new DnsEndPoint(server.Host, server.Port);
        var socket = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(place, ends.Token);
        return socket;
    }

    private static byte[] Message(byte type, byte[] payload)
    {
        var message = new byte[payload.Length + 5];
        message[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), payload.Length + 4);
        payload.CopyTo(message, 5);
        return message;
    }
}
