using ContactNetwork.Domain;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace ContactNetwork.Node.Edge;

/// <summary>The one place where a refusal becomes a <c>google.rpc.Status</c> (docs/capabilities/errors.md).</summary>
internal static class RefusalStatus
{
    /// <summary>The domain of every <c>ErrorInfo</c>.</summary>
    public const string ErrorDomain = "contactnetwork";

    /// <summary>When to call again where the store is away.</summary>
    public static readonly TimeSpan UnavailableRetry = TimeSpan.FromSeconds(1);

    /// <summary>When to call again where a limit was exceeded.</summary>
    public static readonly TimeSpan LimitRetry = TimeSpan.FromSeconds(5);

    /// <summary>Violations sent at most: the trailers of a call share a few KB.</summary>
    public const int ViolationsMax = 40;

    /// <summary>Turns a refusal into a status with its details.</summary>
    public static Google.Rpc.Status Of(Refusal refusal)
    {
        var info = new ErrorInfo { Reason = refusal.Reason, Domain = ErrorDomain };
        info.Metadata.Add(refusal.Metadata);
        var status = new Google.Rpc.Status { Code = (int)CodeOf(refusal.Kind), Message = refusal.Message };
        status.Details.Add(Any.Pack(info));
        AddDetails(status, refusal);
        return status;
    }

    /// <summary>A fault of ours: the trace id finds it in the log, and no text of it leaves the node.</summary>
    public static Google.Rpc.Status Fault(string traceId)
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)Code.Internal,
            Message = $"A fault of this node. Tell its operator the trace id {traceId}.",
        };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = RefusalReasons.Internal, Domain = ErrorDomain }));
        status.Details.Add(Any.Pack(new RequestInfo { RequestId = traceId }));
        return status;
    }

    private static void AddDetails(Google.Rpc.Status status, Refusal refusal)
    {
        switch (refusal.Kind)
        {
            case RefusalKind.Malformed when refusal.Violations.Length > 0:
                var bad = new BadRequest();
                bad.FieldViolations.Add(refusal.Violations.Take(ViolationsMax).Select(violation =>
                    new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description }));
                status.Details.Add(Any.Pack(bad));
                break;
            case RefusalKind.NotFound or RefusalKind.AlreadyExists:
                status.Details.Add(Any.Pack(new ResourceInfo
                {
                    ResourceName = refusal.Metadata.GetValueOrDefault("name", ""),
                    Description = refusal.Message,
                }));
                break;
            case RefusalKind.WrongStage:
                var precondition = new PreconditionFailure();
                precondition.Violations.Add(new PreconditionFailure.Types.Violation
                {
                    Type = refusal.Reason,
                    Subject = refusal.Metadata.GetValueOrDefault("stage", ""),
                    Description = refusal.Message,
                });
                status.Details.Add(Any.Pack(precondition));
                break;
            case RefusalKind.LimitExceeded:
                var quota = new QuotaFailure();
                quota.Violations.Add(new QuotaFailure.Types.Violation
                {
                    Subject = refusal.Metadata.GetValueOrDefault("limit", ""),
                    Description = refusal.Message,
                });
                status.Details.Add(Any.Pack(quota));
                status.Details.Add(Retry(LimitRetry));
                break;
            case RefusalKind.Unavailable:
                status.Details.Add(Retry(UnavailableRetry));
                break;
            default:
                break; // ErrorInfo says it all
        }
    }

    private static Any Retry(TimeSpan delay) => Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) });

    private static Code CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => Code.InvalidArgument,
        RefusalKind.NotFound => Code.NotFound,
        RefusalKind.AlreadyExists => Code.AlreadyExists,
        RefusalKind.WrongStage => Code.FailedPrecondition,
        RefusalKind.Stale => Code.Aborted,
        RefusalKind.NotAllowed => Code.PermissionDenied,
        RefusalKind.NotAuthenticated => Code.Unauthenticated,
        RefusalKind.LimitExceeded => Code.ResourceExhausted,
        RefusalKind.Unavailable => Code.Unavailable,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
