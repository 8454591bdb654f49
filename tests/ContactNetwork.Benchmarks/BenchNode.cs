using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.Benchmarks.Floors;
using ContactNetwork.Node;
using ContactNetwork.Node.Edge;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;

namespace ContactNetwork.Benchmarks;

/// <summary>
/// The real node, with an echo served beside its services on the people's port. Its role table allows unknown calls to
/// nobody, so each echo is judged by the rule of a call that the table knows.
/// </summary>
internal static class BenchNode
{
    private static readonly Marshaller<EchoMessage> Unused = Marshallers.Create(
        static (EchoMessage _) => Array.Empty<byte>(), static _ => new EchoMessage());

    private static readonly IMethod ForEveryRole = Known("contactnetwork.v1.PeerService", "ListPeers");

    private static readonly IMethod ForAnybody = Known("grpc.health.v1.Health", "Check");

    public static async Task<int> RunAsync(string[] args)
    {
        var app = NodeHost.Build(args);
        app.MapGrpcService<EchoEndpoint>().OnPort(Port.People).Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<GrpcMethodMetadata>().LastOrDefault() is { } call)
            {
                var rule = call.Method.Name == nameof(EchoEndpoint.OpenEcho) ? ForAnybody : ForEveryRole;
                endpoint.Metadata.Add(new GrpcMethodMetadata(call.ServiceType, rule));
            }
        });
        await app.RunAsync();
        return 0;
    }

    private static Method<EchoMessage, EchoMessage> Known(string service, string name) =>
        new(MethodType.Unary, service, name, Unused, Unused);
}
