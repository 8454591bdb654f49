using ContactNetwork.Node.Store;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ContactNetwork.Node.People;

/// <summary>Tells the caller of an ended stream why, instead of a mere cancellation.</summary>
internal sealed class StreamEndInterceptor : Interceptor
{
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var end = context.GetHttpContext().Features.Get<StreamEnd>();
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception) when (end?.Reason is not null)
        {
            // Told below.
        }

        if (end?.Reason is { } reason)
            throw new RefusalException(reason);
    }
}
