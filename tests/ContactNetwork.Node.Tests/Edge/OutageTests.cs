using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>A store that is away is told as such on every kind of call, on both ports, with when to call again.</summary>
public sealed class OutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acts_streams_and_peers_are_told_that_the_store_is_away_and_when_to_call_again()
    {
        await using var postgres = await PrivatePostgres.StartAsync(new PostgresOptions { ConnectionsMax = 200 }, Cancellation);
        using var lab = new TestLab();
        await using var node = await WholeNode.StartAsync(lab, "XB", postgres.ConnectionString);
        using var peer = new RawPeer(lab);
        await node.FileAsync("XA");
        await peer.HelloAsync();
        var token = await TokenAsync(node);

        await postgres.StopAsync(PostgresShutdown.Fast, Cancellation);

        await AssertAwayAsync(() => node.FileAsync("XA"));
        await AssertAwayAsync(() => TokenAsync(node, token));
        await AssertAwayAsync(() => peer.HelloAsync());
        Assert.DoesNotContain(node.Logs.Logs, log => log.Event.Name == "CallFailed");
    }

    /// <summary>Watches until a resume token has come.</summary>
    private static async Task<string> TokenAsync(WholeNode node, string since = "")
    {
        using var watch = node.Preservations.WatchBoard(
            new WatchBoardRequest { ResumeToken = since }, node.As(Role.CaseOfficer), cancellationToken: Cancellation);
        await foreach (var news in watch.ResponseStream.ReadAllAsync(Cancellation))
        {
            if (news.ResumeToken.Length > 0)
                return news.ResumeToken;
        }

        throw new InvalidOperationException("The stream ended without a token.");
    }

    private static async Task AssertAwayAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => call().WaitAsync(Deadlines.OverSockets, Cancellation));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("STORE_UNAVAILABLE", refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
        Assert.True(refused.GetRpcStatus()!.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }
}
