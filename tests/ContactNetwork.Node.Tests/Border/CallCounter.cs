using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>Counts the calls that come as far as a handler.</summary>
internal sealed class CallCounter : Interceptor
{
    private int count;

    public int Count => Volatile.Read(ref count);

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Interlocked.Increment(ref count);
        return continuation(request, context);
    }
}
