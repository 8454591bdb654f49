using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using ContactNetwork.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContactNetwork.Federation.Tests.Channels;

/// <summary>XA's channels and what it knows, over real sockets to a node of XB.</summary>
public abstract class CallsOfXa : IAsyncLifetime
{
    private protected readonly FoundedNetwork network = TestNetwork.Found();
    private protected readonly TestTrust trust = new();
    private protected readonly TestCredentials credentials;
    private protected readonly HandshakeJournal journal = new(NullLogger<HandshakeJournal>.Instance, TimeProvider.System);
    private protected readonly PeerChannels channels;
    private protected TestNode node = null!;

    private protected CallsOfXa()
    {
        credentials = new TestCredentials { Current = network.Countries["XA"].Node };
        channels = new PeerChannels(trust, credentials, journal, TimeProvider.System);
    }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        node = await TestNode.StartAsync(network, Cancellation);
        trust.Current = network.SnapshotFor("XA").WithEndpoints(network, "XB", node.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        channels.Dispose();
        await node.DisposeAsync();
        network.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<HelloResponse> HelloAsync(string use = "hello") => HelloAsync(channels.Open("XB", use)!);

    private protected static async Task<HelloResponse> HelloAsync(PeerChannel channel) => await channel.Exchange.HelloAsync(
        new HelloRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.Add(Deadlines.OverSockets), cancellationToken: Cancellation);
}
