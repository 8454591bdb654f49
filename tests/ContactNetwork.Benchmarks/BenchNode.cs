using ContactNetwork.Benchmarks.Floors;
using ContactNetwork.Node;
using ContactNetwork.Node.Edge;
using Microsoft.AspNetCore.Builder;

namespace ContactNetwork.Benchmarks;

/// <summary>The real node, with an echo served beside its services on the people's port.</summary>
internal static class BenchNode
{
    public static async Task<int> RunAsync(string[] args)
    {
        var app = NodeHost.Build(args);
        app.MapGrpcService<EchoEndpoint>().OnPort(Port.People);
        await app.RunAsync();
        return 0;
    }
}
