using ContactNetwork.Client.Tokens;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ContactNetwork.Client;

/// <summary>
/// Sends every unary call with a token, a deadline and a request id, and tries again while the node is unavailable:
/// <list type="number">
/// <item>a call without request id gets one, so that a second try can have no second effect;</item>
/// <item>UNAVAILABLE is tried again after the delay that the node names, or a doubling one, until attempts or time run out;</item>
/// <item>UNAUTHENTICATED is tried once more with a fresh token;</item>
/// <item>everything else is thrown as <see cref="ContactNetworkException"/>.</item>
/// </list>
/// </summary>
internal sealed class PatientInterceptor(NodeClientOptions options, ITokenSource tokens) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        Task<TResponse> answer = CallAsync(request, context, continuation);
        return new AsyncUnaryCall<TResponse>(
            answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        CancellationToken cancellation = context.Options.CancellationToken;
        string? requestId = RequestIds.Ensure(request, options.Time);
        DateTime deadline = context.Options.Deadline ?? options.Time.GetUtcNow().UtcDateTime + options.Deadline;
        bool isTokenFresh = false;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Metadata headers = await HeadersAsync(context.Options.Headers, isTokenFresh, cancellation);
                CallOptions call = context.Options.WithHeaders(headers).WithDeadline(deadline);
                using AsyncUnaryCall<TResponse> one =
                    continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, call));
                return await one.ResponseAsync;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unauthenticated && !isTokenFresh && tokens.CanRefresh)
            {
                isTokenFresh = true;
            }
            catch (RpcException failure)
            {
                cancellation.ThrowIfCancellationRequested();
                ContactNetworkException readable = RichErrors.Read(failure, requestId);
                TimeSpan delay = Delays.Before(attempt, readable.RetryDelay, options);
                bool isTimeLeft = options.Time.GetUtcNow().UtcDateTime + delay < deadline;
                if (failure.StatusCode != StatusCode.Unavailable || attempt >= options.AttemptsMax || !isTimeLeft) throw readable;
                await Task.Delay(delay, options.Time, cancellation);
            }
        }
    }

    private async Task<Metadata> HeadersAsync(Metadata? given, bool fresh, CancellationToken cancellation)
    {
        var headers = new Metadata();
        foreach (Metadata.Entry entry in given ?? []) headers.Add(entry);
        headers.Add("authorization", $"Bearer {await tokens.GetAsync(fresh, cancellation)}");
        return headers;
    }
}
