using System.Collections.Concurrent;
using System.Net;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Federation.Tests.Channels;

/// <summary>XB's peers' port on a real socket; it answers Hello with the country that the connection proved.</summary>
internal sealed class TestNode : ExchangeService.ExchangeServiceBase, IAsyncDisposable
{
    private readonly WebApplication application;

    private TestNode(TestTrust trust, TestCredentials credentials)
    {
        (Trust, Credentials) = (trust, credentials);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Logs.Provider);
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IPeerTrust>(trust).AddSingleton<INodeCredentials>(credentials);
        builder.Services.AddSingleton<HandshakeJournal>().AddSingleton<PeerConnections>().AddSingleton<PeerListener>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(listen.ApplicationServices.GetRequiredService<PeerListener>().TlsOptions());
        }));
        application = builder.Build();
        application.MapGrpcService<TestNode>();
        Connections = application.Services.GetRequiredService<PeerConnections>();
        application.Services.GetRequiredService<HandshakeJournal>().Observer = Refusals.Enqueue;
    }

    public LogWatch Logs { get; } = new();

    public TestTrust Trust { get; }

    public TestCredentials Credentials { get; }

    public PeerConnections Connections { get; }

    public ConcurrentQueue<HandshakeRefusal> Refusals { get; } = new();

    public Uri Endpoint { get; private set; } = new("https://unbound");

    public static async Task<TestNode> StartAsync(FoundedNetwork network, CancellationToken cancellation)
    {
        var node = new TestNode(
            new TestTrust { Current = network.SnapshotFor("XB") }, new TestCredentials { Current = network.Countries["XB"].Node });
        await node.application.StartAsync(cancellation);
        node.Endpoint = new Uri(node.application.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single());
        return node;
    }

    public override Task<HelloResponse> Hello(HelloRequest request, ServerCallContext context)
    {
        var identity = context.GetHttpContext().Features.Get<IPeerIdentityFeature>()!;
        return Task.FromResult(new HelloResponse { Picture = new NodePicture { Country = identity.Country } });
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        Logs.Dispose();
    }
}

internal sealed class TestTrust : IPeerTrust
{
    public TrustSnapshot? Current { get; set; }
}

internal sealed class TestCredentials : INodeCredentials
{
    public required NodeCredentials Current { get; set; }
}
