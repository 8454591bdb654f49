using ContactNetwork.Federation.Channels;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ContactNetwork.Federation.Tests.Channels;

/// <summary>How long a channel is kept, over real sockets: XA calls XB.</summary>
public sealed class PeerChannelsTests : CallsOfXa
{
    [Fact]
    public async Task A_changed_endpoint_or_own_certificate_makes_a_new_channel()
    {
        await HelloAsync();
        PeerChannel before = channels.Open("XB", "hello")!;
        Assert.Same(before, channels.Open("XB", "hello"));
        credentials.Current = credentials.Current with { SigningKey = network.Countries["XC"].Node.SigningKey };
        channels.Review();
        Assert.Same(before, channels.Open("XB", "hello"));
        credentials.Current = credentials.Current with { Certificate = TestNetwork.IssueTo("XA", network.Countries["XA"].Authority) };
        channels.Review();
        Assert.NotSame(before, channels.Open("XB", "hello"));
        await HelloAsync();
    }

    [Fact]
    public async Task A_channel_that_nobody_uses_is_closed_and_the_next_call_makes_another()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var aging = new PeerChannels(trust, credentials, journal, clock);
        PeerChannel first = aging.Open("XB", "urgent")!;
        await HelloAsync(first);
        clock.Advance(ChannelLimits.IdleMax - TimeSpan.FromSeconds(1));
        aging.Review();
        Assert.Same(first, aging.Open("XB", "urgent"));
        clock.Advance(ChannelLimits.IdleMax);
        aging.Review();
        PeerChannel second = aging.Open("XB", "urgent")!;
        Assert.NotSame(first, second);
        await HelloAsync(first);
        clock.Advance(ChannelLimits.RetiredMax);
        aging.Review();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => HelloAsync(first));
        await HelloAsync(second);
    }

    [Fact]
    public async Task After_a_failure_the_next_call_makes_a_new_connection()
    {
        PeerChannel first = channels.Open("XB", "hello")!;
        channels.Failed(first, "XB", "hello");
        Assert.NotSame(first, channels.Open("XB", "hello"));
        await HelloAsync();
    }

    [Fact]
    public async Task An_endpoint_that_fails_gives_way_to_the_next()
    {
        trust.Current = network.SnapshotFor("XA").WithEndpoints(network, "XB", new Uri("https://127.0.0.1:1"), node.Endpoint);
        PeerChannel first = channels.Open("XB", "hello")!;
        await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync());
        channels.Failed(first, "XB", "hello");
        Assert.Equal(node.Endpoint, channels.Open("XB", "hello")!.Endpoint);
        await HelloAsync();
    }
}
