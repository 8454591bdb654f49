using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People.Tokens;
using ContactNetwork.Node.Store;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace ContactNetwork.Node.People;

/// <summary>
/// Stands before every call on the people's port, gRPC and JSON alike, before its message is read: who calls, and may they?
/// A refusal is answered as a <c>google.rpc.Status</c>; whoever is let in is the call's <see cref="Caller"/>.
/// </summary>
internal sealed class PeopleGate(RequestDelegate next, Entrance entrance, TimeProvider clock, ILogger<PeopleGate> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<PortMark>()?.Port is not Port.People)
        {
            await next(context);
            return;
        }

        var method = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method;
        if (method is not null && RpcRoles.IsOpen(method.FullName))
        {
            await next(context);
            return;
        }

        Bearer bearer;
        Caller caller;
        try
        {
            (bearer, caller) = await AdmitAsync(context, method?.FullName ?? "unknown");
        }
        catch (RefusalException refused)
        {
            if (refused.Refusal.Kind is RefusalKind.NotAuthenticated)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            await StatusReply.WriteAsync(context, RefusalStatus.Of(refused.Refusal));
            return;
        }

        context.Features.Set(bearer);
        context.Features.Set(caller);
        if (method?.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming)
            await new StreamEnd(context, method.FullName, bearer, caller, entrance, clock, log).RunAsync(next);
        else
            await next(context);
    }

    private async Task<(Bearer Bearer, Caller Caller)> AdmitAsync(HttpContext context, string method)
    {
        Bearer bearer;
        try
        {
            bearer = await entrance.AuthenticateAsync(context.Request, context.RequestAborted);
        }
        catch (RefusalException refused)
        {
            log.TokenRefused(method, TokenRefusals.CauseOf(refused.Refusal));
            throw;
        }

        var caller = entrance.Identify(bearer);
        if (Entrance.Judge(method, caller) is not { } refusal)
            return (bearer, caller);
        log.CallerRefused(method, caller.PersonId, refusal.Reason);
        throw new RefusalException(refusal);
    }
}
