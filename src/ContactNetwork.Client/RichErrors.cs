using Google.Rpc;
using Grpc.Core;

namespace ContactNetwork.Client;

/// <summary>Turns a gRPC failure with a <c>google.rpc.Status</c> into one readable exception.</summary>
internal static class RichErrors
{
    public static ContactNetworkException Read(RpcException failure, string? requestId)
    {
        Google.Rpc.Status? status = failure.GetRpcStatus();
        ErrorInfo? info = status?.GetDetail<ErrorInfo>();
        return new ContactNetworkException(
            failure.StatusCode, info?.Reason ?? "", Message(failure, status), failure)
        {
            Violations = [.. (status?.GetDetail<BadRequest>()?.FieldViolations ?? [])
                .Select(violation => new Violation(violation.Field, violation.Description))],
            Metadata = info?.Metadata.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [],
            RetryDelay = status?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan(),
            TraceId = status?.GetDetail<RequestInfo>()?.RequestId,
            RequestId = requestId,
        };
    }

    private static string Message(RpcException failure, Google.Rpc.Status? status)
    {
        if (!string.IsNullOrEmpty(status?.Message)) return status.Message;
        return failure.StatusCode switch
        {
            StatusCode.Unavailable => $"The node can't be reached: {Innermost(failure)}",
            StatusCode.DeadlineExceeded => "The node did not answer in time.",
            StatusCode.Unauthenticated => "The node does not accept the access token.",
            StatusCode.PermissionDenied => "The node does not allow this.",
            _ => failure.Status.Detail,
        };
    }

    private static string Innermost(RpcException failure)
    {
        Exception? cause = failure.Status.DebugException;
        while (cause?.InnerException is { } inner) cause = inner;
        return cause?.Message ?? failure.Status.Detail;
    }
}
