using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Trust;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContactNetwork.Simulation;

/// <summary>
/// Many countries in this process, each with a real endpoint of its own: mutual TLS by its own certificate, Hello and
/// Deliver by the rules of the protocol, stores in memory. Each also says Hello to the real nodes at their pace.
/// </summary>
public sealed class SimulatedNetwork : IAsyncDisposable
{
    private readonly SimulationPlan plan;
    private readonly World world;
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<int, SimulatedMember> byPort;
    private Task callers = Task.CompletedTask;

    private SimulatedNetwork(SimulationPlan plan)
    {
        this.plan = plan;
        world = new World(plan);
        var trusts = new MemberTrust(plan);
        byPort = plan.Ports
            .AsParallel()
            .Select(port => (port.Value, new SimulatedMember(plan, world, port.Key, () => trusts.For(port.Key))))
            .ToDictionary(each => each.Value, each => each.Item2);
        app = Build();
    }

    /// <summary>The simulated countries.</summary>
    public IReadOnlyCollection<SimulatedMember> Members => byPort.Values;

    /// <summary>One of them.</summary>
    public SimulatedMember this[string country] => byPort[plan.Ports[country]];

    /// <summary>The digests of the newest sheets of the simulated countries, lower-case hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> NewestSheets =>
        world.Sheets.ToImmutableDictionary(sheet => sheet.Key, sheet => sheet.Value.History.Newest.Digest.Hex);

    /// <summary>Ports that are free now, for key sets that are signed before anybody listens.</summary>
    public static IReadOnlyDictionary<string, int> FreePorts(IEnumerable<string> countries)
    {
        var listeners = countries.Select(country => (country, new TcpListener(IPAddress.Loopback, 0))).ToList();
        foreach (var (_, listener) in listeners)
            listener.Start();
        var ports = listeners.ToDictionary(each => each.country, each => ((IPEndPoint)each.Item2.LocalEndpoint).Port, StringComparer.Ordinal);
        foreach (var (_, listener) in listeners)
            listener.Dispose();
        return ports;
    }

    /// <summary>Starts all countries.</summary>
    public static async Task<SimulatedNetwork> StartAsync(SimulationPlan plan, CancellationToken cancellation)
    {
        var network = new SimulatedNetwork(plan);
        await network.app.StartAsync(cancellation);
        network.callers = Task.WhenAll(network.Members.SelectMany(member => plan.Nodes.Select(node => network.CallAsync(member, node))));
        return network;
    }

    /// <summary>Every simulated country publishes its next sheet; the nodes learn of it in Hello.</summary>
    public void MoveOn() => world.MoveOn();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await callers;
        using (var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
            await app.StopAsync(hurry.Token);
        await app.DisposeAsync();
        foreach (var member in Members)
            member.Dispose();
        stopping.Dispose();
    }

    internal SimulatedMember ByPort(int port) => byPort[port];

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = ChannelLimits.MessageBytesMax);
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton<SimulatedExchange>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var (port, member) in byPort)
                Listen(kestrel, port, member);
        });
        var built = builder.Build();
        built.MapGrpcService<SimulatedExchange>();
        return built;
    }

    private static void Listen(KestrelServerOptions kestrel, int port, SimulatedMember member)
    {
        var connections = new PeerConnections(member, member, TimeProvider.System, NullLogger<PeerConnections>.Instance);
        var listener = new PeerListener(member, member, connections, member.Journal, TimeProvider.System);
        kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(listener.TlsOptions());
        });
    }

    private async Task CallAsync(SimulatedMember member, string node)
    {
        while (!stopping.IsCancellationRequested)
        {
            // Before the first call, too: not all of them in the same second.
            var pause = plan.PauseMin + ((plan.PauseMax - plan.PauseMin) * Random.Shared.NextDouble());
            await Task.Delay(pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested || member.IsHanging)
                continue;
            try
            {
                await member.CallAsync(node, stopping.Token);
            }
            catch (Exception fault) when (fault is RpcException or OperationCanceledException or ObjectDisposedException)
            {
                // The node is away; the next turn comes.
            }
        }
    }
}

/// <summary>Each member's verified view of those that it talks with: the roster, the nodes' key sets and its own.</summary>
internal sealed class MemberTrust(SimulationPlan plan)
{
    public TrustSnapshot For(string country)
    {
        var documents = plan.Network.Documents;
        var snapshot = TrustSnapshot.Start(plan.NetworkId, plan.Realm, country, documents.Anchor);
        foreach (var roster in documents.Rosters)
            snapshot = Accepted(snapshot.OfferRoster(roster));
        foreach (var keySet in documents.KeySets)
        {
            var owner = Federation.V1.KeySet.Parser.ParseFrom(keySet.Payload).Country;
            if (owner == country || plan.Nodes.Contains(owner))
                snapshot = Accepted(snapshot.OfferKeySet(keySet));
        }

        return snapshot;
    }

    private static TrustSnapshot Accepted(TrustOffer offer) => offer is TrustOffer.Accepted accepted
        ? accepted.Snapshot
        : throw new InvalidOperationException($"A document was not accepted: {offer}");
}
