using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Federation.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace ContactNetwork.Node.Edge;

/// <summary>
/// Gives a documented reason to calls that gRPC itself refuses before an interceptor runs: a message that can't be read
/// (UNKNOWN by default) and one that is too large (RESOURCE_EXHAUSTED without details).
/// </summary>
internal sealed partial class CallFaults(RequestDelegate next, ILogger<CallFaults> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (!StatusReply.IsGrpc(context.Request)
            || StatusOf(context) is not { } trailers
            || trailers.ContainsKey("grpc-status-details-bin")
            || !int.TryParse(trailers["grpc-status"], out var code))
        {
            return;
        }

        var refusal = (StatusCode)code switch
        {
            // Whatever a handler throws was answered by the interceptor: only an unreadable message is left.
            StatusCode.Unknown => Refusal.Malformed([new FieldViolation("request", "can't be read as this call's message")]),
            StatusCode.ResourceExhausted => new Refusal(
                RefusalKind.LimitExceeded,
                RefusalReasons.LimitExceeded,
                $"The message is larger than {LimitOf(context)} bytes.",
                [],
                ImmutableDictionary<string, string>.Empty.Add("limit", nameof(EdgeLimits.MessageBytesMax))),
            _ => null,
        };
        if (refusal is not null)
        {
            var path = context.Request.Path.Value ?? "";
            LogUnreadable(logger, path, refusal.Reason);
            StatusReply.SetTrailers(trailers, RefusalStatus.Of(refusal));
        }
    }

    private static int LimitOf(HttpContext context) =>
        context.Features.Get<PortFeature>()?.Port is Port.Peers ? ChannelLimits.MessageBytesMax : EdgeLimits.MessageBytesMax;

    /// <summary>Where gRPC puts the status: in the headers where nothing was answered yet, else in the trailers.</summary>
    private static IHeaderDictionary? StatusOf(HttpContext context)
    {
        if (!context.Response.HasStarted)
            return context.Response.Headers;
        return context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers ? trailers : null;
    }

    [LoggerMessage(EventId = 2031, EventName = "MessageRefused", Level = LogLevel.Information, Message = "{Path} refused unread: {Reason}.")]
    private static partial void LogUnreadable(ILogger logger, string path, string reason);
}
