using ContactNetwork.Benchmarks.Echo;
using Grpc.Core;

namespace ContactNetwork.Benchmarks.Floors;

/// <summary>The echo that is served beside the node's services, on the same port.</summary>
internal sealed class EchoEndpoint : EchoService.EchoServiceBase
{
    public override Task<EchoMessage> Echo(EchoMessage request, ServerCallContext context) => Task.FromResult(request);

    public override Task<EchoMessage> OpenEcho(EchoMessage request, ServerCallContext context) => Task.FromResult(request);
}
