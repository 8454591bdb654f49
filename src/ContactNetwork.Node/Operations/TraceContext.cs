using System.Diagnostics;

namespace ContactNetwork.Node.Operations;

/// <summary>
/// Carries a trace through the store: what is owed remembers the trace of the call that owed it, so that one trace leads from
/// a person's filing to the other country's acknowledgement.
/// </summary>
internal static class TraceContext
{
    /// <summary>The gRPC metadata key that carries it between nodes (W3C Trace Context).</summary>
    public const string MetadataKey = "traceparent";

    /// <summary>The current trace in W3C form, to be stored; null when none is recorded.</summary>
    public static string? Current => Activity.Current?.Id;

    /// <summary>Starts a span that continues a stored trace; null when nobody listens.</summary>
    public static Activity? Continue(string spanName, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Meters.Spans.StartActivity(spanName, kind, parent)
            : Meters.Spans.StartActivity(spanName, kind);
}
