using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ContactNetwork.Node.Edge;

/// <summary>
/// Around every call: refuses unknown enum values on the people's port, turns a refusal into its status, a store that is away
/// into UNAVAILABLE, and everything else into INTERNAL with a trace id, logged once.
/// </summary>
internal sealed partial class RefusalInterceptor(ILogger<RefusalInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            RefuseUnknownEnums(request, context);
            return await continuation(request, context);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Answer(fault, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            RefuseUnknownEnums(request, context);
            await continuation(request, responseStream, context);
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Answer(fault, context);
        }
    }

    /// <summary>Unknown values are refused from people and kept from peers, who may speak a newer version.</summary>
    private static void RefuseUnknownEnums<TRequest>(TRequest request, ServerCallContext context)
    {
        if (request is IMessage message && context.GetHttpContext().Features.Get<PortFeature>()?.Port is Port.People)
        {
            var violations = UnknownEnums.Find(message);
            if (violations.Length > 0)
            {
                throw new RefusalException(Refusal.Malformed(violations));
            }
        }
    }

    private RpcException Answer(Exception fault, ServerCallContext context)
    {
        switch (fault)
        {
            case RefusalException refused:
                LogRefused(logger, context.Method, refused.Refusal.Reason);
                return RefusalStatus.Of(refused.Refusal).ToRpcException();
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "The caller went away, or the node is stopping."));
            case var _ when StoreFaults.IsStoreAway(fault):
                // Commands come here as a refusal already; streams and the peers' port read the store without the shell.
                return RefusalStatus.Of(StoreFaults.Unavailable(fault, logger).Refusal).ToRpcException();
            default:
                var traceId = Activity.Current?.TraceId.ToString() ?? context.GetHttpContext().TraceIdentifier;
                LogFault(logger, fault, context.Method, traceId);
                return RefusalStatus.Fault(traceId).ToRpcException();
        }
    }

    [LoggerMessage(EventId = 2021, EventName = "CallRefused", Level = LogLevel.Information, Message = "{Method} refused: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string method, string reason);

    [LoggerMessage(EventId = 2022, EventName = "CallFailed", Level = LogLevel.Error, Message = "{Method} failed, trace {TraceId}.")]
    private static partial void LogFault(ILogger logger, Exception fault, string method, string traceId);
}
