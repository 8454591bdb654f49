using ContactNetwork.Domain;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace ContactNetwork.Node.Edge;

/// <summary>Answers a call with a status where no handler runs: on the wrong port, without a token, without a role.</summary>
internal static class StatusReply
{
    private const string GrpcContentType = "application/grpc";

    private static readonly JsonFormatter Json = new(new JsonFormatter.Settings(
        formatDefaultValues: false, TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, StatusReflection.Descriptor)));

    /// <summary>Whether the caller speaks gRPC; others get JSON.</summary>
    public static bool IsGrpc(Microsoft.AspNetCore.Http.HttpRequest request) =>
        request.ContentType?.StartsWith(GrpcContentType, StringComparison.Ordinal) is true;

    /// <summary>Nothing is served here under this name.</summary>
    public static Google.Rpc.Status NotServed()
    {
        var status = new Google.Rpc.Status { Code = (int)Code.Unimplemented, Message = "Nothing is served under this name on this port." };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = RefusalReasons.WrongPort, Domain = RefusalStatus.ErrorDomain }));
        return status;
    }

    /// <summary>Writes the answer; the response must not have begun.</summary>
    public static async Task WriteAsync(HttpContext context, Google.Rpc.Status status)
    {
        var response = context.Response;
        if (IsGrpc(context.Request))
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = GrpcContentType;
            SetTrailers(response.Headers, status);
            return;
        }

        response.StatusCode = HttpCodeOf((Code)status.Code);
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(Json.Format(status), context.RequestAborted);
    }

    /// <summary>Sets status, message and details as gRPC's trailers.</summary>
    public static void SetTrailers(IHeaderDictionary trailers, Google.Rpc.Status status)
    {
        trailers["grpc-status"] = status.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        trailers["grpc-message"] = Uri.EscapeDataString(status.Message);
        trailers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
    }

    private static int HttpCodeOf(Code code) => code switch
    {
        Code.InvalidArgument or Code.FailedPrecondition or Code.OutOfRange => StatusCodes.Status400BadRequest,
        Code.Unauthenticated => StatusCodes.Status401Unauthorized,
        Code.PermissionDenied => StatusCodes.Status403Forbidden,
        Code.NotFound or Code.Unimplemented => StatusCodes.Status404NotFound,
        Code.AlreadyExists or Code.Aborted => StatusCodes.Status409Conflict,
        Code.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        Code.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
