using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ContactNetwork.Node.Tests.Kit;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>A TLS connection to the people's port on which a test says byte by byte what it wants.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int FrameHeaderBytes = 9;
    private const byte SettingsFrame = 4;
    private const int SettingBytes = 6;

    private readonly TcpClient client = new();
    private SslStream? tls;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Stream Stream => tls ?? (Stream)client.GetStream();

    /// <summary>Connects without a handshake.</summary>
    public static async Task<RawConnection> OpenAsync(WholeNode node)
    {
        var connection = new RawConnection();
        await connection.client.ConnectAsync(node.People.Host, node.People.Port, Cancellation);
        return connection;
    }

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawConnection> OpenAsync(WholeNode node, SslApplicationProtocol protocol)
    {
        var connection = await OpenAsync(node);
        connection.tls = new SslStream(connection.client.GetStream(), leaveInnerStreamOpen: false, node.IsOurs);
        await connection.tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = node.People.Host, ApplicationProtocols = [protocol] }, Cancellation);
        return connection;
    }

    public async Task SayAsync(string text)
    {
        await Stream.WriteAsync(Encoding.ASCII.GetBytes(text), Cancellation);
        await Stream.FlushAsync(Cancellation);
    }

    /// <summary>All that the server says until it closes the connection.</summary>
    public async Task<string> HearToTheEndAsync()
    {
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await Stream.ReadAsync(buffer, Cancellation) is var count and > 0)
                heard.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Reset: closed too.
        }

        return heard.ToString();
    }

    /// <summary>The settings of HTTP/2 that the server announces first.</summary>
    public async Task<Dictionary<int, uint>> SettingsAsync()
    {
        await SayAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await Stream.WriteAsync(new byte[] { 0, 0, 0, SettingsFrame, 0, 0, 0, 0, 0 }, Cancellation);
        var header = new byte[FrameHeaderBytes];
        await Stream.ReadExactlyAsync(header, Cancellation);
        Assert.Equal(SettingsFrame, header[3]);
        var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await Stream.ReadExactlyAsync(payload, Cancellation);
        return payload.Chunk(SettingBytes).ToDictionary(
            setting => (int)BinaryPrimitives.ReadUInt16BigEndian(setting), setting => BinaryPrimitives.ReadUInt32BigEndian(setting.AsSpan(2)));
    }

    public void Dispose()
    {
        tls?.Dispose();
        client.Dispose();
    }
}
