using System.Net.Security;
using ContactNetwork.Node.Edge;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>What a caller may send and hold open, tried on a whole node's people's port.</summary>
public sealed class EdgeLimitTests(OneWholeNode one) : IClassFixture<OneWholeNode>
{
    private const int MaxConcurrentStreams = 3;
    private const int MaxHeaderListSize = 6;
    private const string Bearer = "authorization: Bearer ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The slow ones wait side by side, so the test lasts as long as the longest limit.</summary>
    [Fact]
    public async Task Whoever_is_too_slow_is_cut_off_and_nobody_else_waits_for_them()
    {
        using var silent = await RawConnection.OpenAsync(one.Node);
        using var slowHead = await RawConnection.OpenAsync(one.Node, SslApplicationProtocol.Http11);
        using var slowBody = await RawConnection.OpenAsync(one.Node, SslApplicationProtocol.Http11);
        await slowHead.SayAsync("GET /v1/preservations HTTP/1.1\r\nHost: node\r\n");
        await slowBody.SayAsync(
            $"POST /v1/preservations HTTP/1.1\r\nHost: node\r\n{Bearer}{one.Node.TokenOf(Role.CaseOfficer)}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");
        Task<string>[] ends = [silent.HearToTheEndAsync(), slowHead.HearToTheEndAsync(), slowBody.HearToTheEndAsync()];

        Assert.Equal("Person Auditor", (await MeAsync(one.Node.Channel)).DisplayName);
        var heard = await Task.WhenAll(ends).WaitAsync(Deadlines.ProcessStart, Cancellation);

        Assert.Equal("", heard[0]);
        Assert.StartsWith("HTTP/1.1 408", heard[1], StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 2", heard[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_told_how_many_streams_and_how_large_headers_it_may_have()
    {
        using var connection = await RawConnection.OpenAsync(one.Node, SslApplicationProtocol.Http2);
        var settings = await connection.SettingsAsync();

        Assert.Equal((uint)EdgeLimits.StreamsPerConnectionMax, settings[MaxConcurrentStreams]);
        Assert.Equal((uint)EdgeLimits.HeaderBytesMax, settings[MaxHeaderListSize]);
    }

    [Fact]
    public async Task A_stream_over_the_limit_of_a_connection_waits_until_another_ends()
    {
        using var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = one.Node.IsOurs },
        };
        using var channel = GrpcChannel.ForAddress(one.Node.People, new GrpcChannelOptions { HttpHandler = handler });
        var client = new PreservationService.PreservationServiceClient(channel);
        var streams = new List<AsyncServerStreamingCall<WatchBoardResponse>>();
        try
        {
            for (var count = 0; count < EdgeLimits.StreamsPerConnectionMax; count++)
                streams.Add(client.WatchBoard(new WatchBoardRequest(), one.Node.As(Role.Auditor), cancellationToken: Cancellation));
            await Task.WhenAll(streams.Select(stream => stream.ResponseHeadersAsync));

            var over = MeAsync(channel);
            // Another connection is served meanwhile, and this one still waits.
            await MeAsync(one.Node.Channel);
            Assert.False(over.IsCompleted);
            streams[0].Dispose();
            Assert.Equal("Person Auditor", (await over.WaitAsync(Deadlines.OverSockets, Cancellation)).DisplayName);
        }
        finally
        {
            foreach (var stream in streams)
                stream.Dispose();
        }
    }

    [Theory]
    [InlineData(1, EdgeLimits.HeaderBytesMax)]
    [InlineData(EdgeLimits.HeadersMax + 1, 1)]
    public async Task Headers_over_the_limits_are_refused(int count, int length)
    {
        using var connection = await RawConnection.OpenAsync(one.Node, SslApplicationProtocol.Http11);
        var headers = string.Concat(Enumerable.Range(0, count).Select(number => $"x-{number}: {new string('x', length)}\r\n"));

        await connection.SayAsync($"GET /v1/preservations HTTP/1.1\r\nHost: node\r\n{headers}\r\n");

        Assert.StartsWith("HTTP/1.1 431", await connection.HearToTheEndAsync().WaitAsync(Deadlines.OverSockets, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_sent()
    {
        using var connection = await RawConnection.OpenAsync(one.Node, SslApplicationProtocol.Http11);
        await connection.SayAsync(
            $"POST /v1/preservations HTTP/1.1\r\nHost: node\r\n{Bearer}{one.Node.TokenOf(Role.CaseOfficer)}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {EdgeLimits.BodyBytesMax + 1}\r\nConnection: close\r\n\r\n");

        var answer = await connection.HearToTheEndAsync().WaitAsync(Deadlines.OverSockets, Cancellation);
        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
    }

    private async Task<Person> MeAsync(GrpcChannel channel) => (await new PeopleService.PeopleServiceClient(channel).GetMeAsync(
        new GetMeRequest(), one.Node.As(Role.Auditor), cancellationToken: Cancellation)).Person;
}
