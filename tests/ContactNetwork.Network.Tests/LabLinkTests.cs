using System.Net;
using System.Net.Sockets;
using ContactNetwork.Lab.Links;
using ContactNetwork.Testing;

namespace ContactNetwork.Network.Tests;

public sealed class LabLinkTests
{
    [Fact]
    public async Task Relays_bytes_until_it_is_cut_and_again_once_it_is_mended()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        _ = EchoAsync(echo);
        await using LabLink link = LabLink.Start(0, ((IPEndPoint)echo.LocalEndpoint).Port);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, link.Port, cancellation);
        Assert.True(await AnswersAsync(client));

        link.Cut();

        Assert.False(await AnswersAsync(client));
        Assert.False(await AnswersAsync(await TryConnectAsync(link.Port)));
        link.Heal();
        using TcpClient? again = await TryConnectAsync(link.Port);
        Assert.True(await AnswersAsync(again));
        await Eventually.Async(() => link.RelayedBytes >= 4, Deadlines.InProcess, cancellation);
    }

    [Fact]
    public async Task A_muted_line_stays_open_and_delivers_later()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        _ = EchoAsync(echo);
        await using LabLink link = LabLink.Start(0, ((IPEndPoint)echo.LocalEndpoint).Port);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, link.Port, cancellation);
        Assert.True(await AnswersAsync(client));
        // The line counts a byte after it has passed it on, so the client may be a moment ahead.
        await Eventually.Async(() => link.RelayedBytes == 2, Deadlines.InProcess, cancellation);

        link.Mute();
        await client.GetStream().WriteAsync(new byte[] { 7 }, cancellation);
        Task<int> answer = client.GetStream().ReadAsync(new byte[1], cancellation).AsTask();
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(200), cancellation)));
        Assert.Equal(2, link.RelayedBytes);
        link.Heal();

        Assert.Equal(1, await answer.WaitAsync(Deadlines.InProcess, cancellation));
    }

    private static async Task EchoAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                _ = client.GetStream().CopyToAsync(client.GetStream());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private static async Task<TcpClient?> TryConnectAsync(int port)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return client;
        }
        catch (SocketException)
        {
            client.Dispose();
            return null;
        }
    }

    private static async Task<bool> AnswersAsync(TcpClient? client)
    {
        if (client is null) return false;
        try
        {
            await client.GetStream().WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
            int count = await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken)
                .AsTask().WaitAsync(Deadlines.InProcess, TestContext.Current.CancellationToken);
            return count == 1;
        }
        catch (Exception broken) when (broken is IOException or SocketException or InvalidOperationException)
        {
            return false;
        }
    }
}
