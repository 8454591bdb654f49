using System.Text.Json;
using ContactNetwork.Node.Store;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ContactNetwork.Node.Edge;

/// <summary>
/// Writes the addresses that the node listens on to <c>addresses.json</c> in its data folder once it listens, so that others
/// find a node that was told to take free ports.
/// </summary>
internal sealed class BoundAddresses(IServer server, NodeIdentity node, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>The file's name.</summary>
    public const string FileName = "addresses.json";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Write);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The addresses, in the order that the listeners were opened: people, peers, operations.</summary>
    private void Write()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToArray() ?? [];
        if (addresses.Length != Enum.GetValues<Port>().Length)
        {
            return; // a test's server without sockets
        }

        var file = Path.Combine(node.DataFolder, FileName);
        DurableFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(
            new { people = addresses[0], peers = addresses[1], operations = addresses[2] }));
    }
}
