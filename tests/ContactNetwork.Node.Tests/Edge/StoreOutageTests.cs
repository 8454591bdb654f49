using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using Samples = ContactNetwork.Node.Tests.Kit.Samples;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>A store that is away is told as such on every kind of call, with when to come again; it is no fault of the node's code.</summary>
public sealed class StoreOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_PostgreSQL_is_down_people_streams_and_peers_are_told_to_come_again_and_then_are_served()
    {
        await using var postgres = await PrivatePostgres.StartAsync(new PostgresOptions { Durable = false, ConnectionsMax = 200 }, Cancellation);
        using var lab = new TestLab();
        await using var xb = await WholeNode.StartAsync(lab, "XB", TestStore.On(postgres), static _ => { });
        using var xa = new RawPeer(lab);
        await xa.HelloAsync();
        var token = await TokenAsync(xb);
        var request = Samples.Request("XA");

        await postgres.StopAsync(PostgresShutdown.Fast, Cancellation);
        try
        {
            await AssertUnavailableAsync("a filing", () => FileAsync(xb, request));
            await AssertUnavailableAsync("a list", async () => await xb.Preservations.ListPreservationsAsync(
                new ListPreservationsRequest(), xb.As(Role.Auditor), cancellationToken: Cancellation));
            await AssertUnavailableAsync("a resumed stream", () => FirstAsync(xb, token));
            await AssertUnavailableAsync("a Hello", () => xa.HelloAsync());
            await AssertUnavailableAsync("a Recover", () => xa.RecoverAsync());
        }
        finally
        {
            await postgres.RestartAsync(PostgresShutdown.Fast, Cancellation);
        }

        // The same call again, as it was told.
        var filed = await ServedAsync(() => FileAsync(xb, request));
        Assert.Equal(filed, await FileAsync(xb, request));
        await ServedAsync(() => FirstAsync(xb, token));
        await ServedAsync(() => xa.HelloAsync());
    }

    private static async Task AssertUnavailableAsync(string what, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        var status = refused.GetRpcStatus();
        Assert.Equal((what, StatusCode.Unavailable), (what, refused.StatusCode));
        Assert.Equal((what, "STORE_UNAVAILABLE"), (what, status?.GetDetail<ErrorInfo>()?.Reason));
        var retry = status?.GetDetail<RetryInfo>();
        Assert.NotNull(retry);
        Assert.InRange(retry.RetryDelay.ToTimeSpan(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
    }

    private static Task<T> ServedAsync<T>(Func<Task<T>> call)
        where T : class => Eventually.FindAsync<T>(
            async () =>
            {
                try
                {
                    return await call();
                }
                catch (RpcException away) when (away.StatusCode == StatusCode.Unavailable)
                {
                    return null;
                }
            },
            Deadlines.OverSockets,
            Cancellation);

    private static async Task<FilePreservationResponse> FileAsync(WholeNode node, FilePreservationRequest request) =>
        await node.Preservations.FilePreservationAsync(request, node.As(Role.CaseOfficer), cancellationToken: Cancellation);

    private static async Task<string> TokenAsync(WholeNode node)
    {
        using var call = Watch(node, "");
        while (await call.ResponseStream.MoveNext(Cancellation))
        {
            if (call.ResponseStream.Current.ResumeToken is { Length: > 0 } token)
                return token;
        }

        throw new InvalidOperationException("The stream ended without a token.");
    }

    private static async Task<WatchBoardResponse> FirstAsync(WholeNode node, string token)
    {
        using var call = Watch(node, token);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        return call.ResponseStream.Current;
    }

    private static AsyncServerStreamingCall<WatchBoardResponse> Watch(WholeNode node, string token) =>
        node.Preservations.WatchBoard(new WatchBoardRequest { ResumeToken = token }, node.As(Role.Auditor), cancellationToken: Cancellation);
}
