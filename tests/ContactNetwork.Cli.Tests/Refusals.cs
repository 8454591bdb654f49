using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests;

/// <summary>Makes refusals as a node sends them.</summary>
internal static class Refusals
{
    public static RpcException Of(
        StatusCode code,
        string reason,
        string message,
        IReadOnlyDictionary<string, string>? metadata = null,
        (string Field, string Description)[]? violations = null,
        TimeSpan? retryDelay = null)
    {
        var info = new ErrorInfo { Reason = reason, Domain = "contactnetwork" };
        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>()) info.Metadata[key] = value;
        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (violations is not null)
        {
            var bad = new BadRequest();
            bad.FieldViolations.AddRange(violations.Select(one => new BadRequest.Types.FieldViolation { Field = one.Field, Description = one.Description }));
            status.Details.Add(Any.Pack(bad));
        }

        if (retryDelay is { } delay) status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status.ToRpcException();
    }
}
