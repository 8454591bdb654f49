using ContactNetwork.Domain;

namespace ContactNetwork.Node.Edge;

/// <summary>
/// Refuses whatever does not belong on the port that it came in by, before anybody is authenticated: an endpoint of another
/// port looks like none at all.
/// </summary>
internal sealed partial class PortGate(RequestDelegate next, ILogger<PortGate> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var port = context.Features.Get<PortFeature>()?.Port;
        var endpoint = context.GetEndpoint();
        if (endpoint is not null && port is not null && endpoint.Metadata.GetMetadata<PortMark>()?.Port == port)
        {
            return next(context);
        }

        if (endpoint is not null)
        {
            LogWrongPort(logger, port?.ToString() ?? "none");
        }

        return StatusReply.WriteAsync(context, StatusReply.NotServed());
    }

    [LoggerMessage(EventId = 2001, EventName = "WrongPort", Level = LogLevel.Warning,
        Message = "A call for another port came in on port {Port}; reason " + RefusalReasons.WrongPort + ".")]
    private static partial void LogWrongPort(ILogger logger, string port);
}
