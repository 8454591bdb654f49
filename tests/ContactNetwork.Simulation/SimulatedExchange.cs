using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.V1;
using Grpc.Core;

namespace ContactNetwork.Simulation;

/// <summary>What nodes call: the port tells which simulated country is meant, the certificate who calls.</summary>
internal sealed class SimulatedExchange(SimulatedNetwork network) : ExchangeService.ExchangeServiceBase
{
    public override async Task<HelloResponse> Hello(HelloRequest request, ServerCallContext context)
    {
        var (member, caller) = await AdmitAsync(context);
        return member.Answer(caller, request.Picture);
    }

    public override async Task<DeliverResponse> Deliver(DeliverRequest request, ServerCallContext context)
    {
        var (member, caller) = await AdmitAsync(context);
        return member.Take(caller, request);
    }

    private async Task<(SimulatedMember Member, string Caller)> AdmitAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var member = network.ByPort(http.Connection.LocalPort);
        if (member.IsHanging)
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return http.Features.Get<IPeerIdentityFeature>() is { } identity
            ? (member, identity.Country)
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "The connection proves no country."));
    }
}
