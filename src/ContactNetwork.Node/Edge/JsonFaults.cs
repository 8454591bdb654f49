using System.Collections.Immutable;
using System.Text.Json;
using ContactNetwork.Domain;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace ContactNetwork.Node.Edge;

/// <summary>
/// Gives a documented reason to JSON calls that transcoding itself refuses before an interceptor runs: a body or a parameter
/// that can't be read, and a body that is too large. Streams are passed through.
/// </summary>
internal sealed partial class JsonFaults(RequestDelegate next, ILogger<JsonFaults> logger)
{
    private const string TooLarge = "Request body too large";

    public async Task InvokeAsync(HttpContext context)
    {
        var method = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method;
        if (method?.Type is not MethodType.Unary || StatusReply.IsGrpc(context.Request))
        {
            await next(context);
            return;
        }

        // Transcoding knows no limit of its own.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = EdgeLimits.BodyBytesMax;
        var body = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        held.Position = 0;
        if (Refused(context, held) is { } refusal)
        {
            LogUnreadable(logger, method.FullName, refusal.Reason);
            await StatusReply.WriteAsync(context, RefusalStatus.Of(refusal));
        }
        else
        {
            held.Position = 0;
            await held.CopyToAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Why transcoding refused; null where it did not, or where somebody else did, with details.</summary>
    private static Refusal? Refused(HttpContext context, Stream answer)
    {
        if (context.Response.StatusCode != StatusCodes.Status400BadRequest || answer.Length == 0)
            return null;
        using var status = JsonDocument.Parse(answer);
        var isBare = status.RootElement.TryGetProperty("details", out var details) && details.GetArrayLength() == 0;
        if (!isBare || status.RootElement.GetProperty("code").GetInt32() != (int)Code.InvalidArgument)
            return null;
        var why = status.RootElement.GetProperty("message").GetString() ?? "";
        return why.StartsWith(TooLarge, StringComparison.Ordinal)
            ? new Refusal(
                RefusalKind.LimitExceeded,
                RefusalReasons.LimitExceeded,
                $"The message is larger than {EdgeLimits.BodyBytesMax} bytes.",
                [],
                ImmutableDictionary<string, string>.Empty.Add("limit", nameof(EdgeLimits.BodyBytesMax)))
            : Refusal.Malformed([new FieldViolation("request", $"can't be read as this call's message: {why}")]);
    }

    [LoggerMessage(EventId = 2032, EventName = "JsonRefused", Level = LogLevel.Information, Message = "{Method} refused unread: {Reason}.")]
    private static partial void LogUnreadable(ILogger logger, string method, string reason);
}
