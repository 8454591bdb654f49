using System.Diagnostics;

namespace ContactNetwork.Node.Operations;

/// <summary>
/// Carries a trace through the store: what is owed remembers the trace of the call that owed it, so that one trace leads from
/// a person's filing to the other country's acknowledgement.
/// </summary>
internal static class TraceContext
{
    /// <summary>Characters of W3C Trace Context's traceparent.</summary>
    public const int CharactersMax = 55;

    /// <summary>The current trace in W3C form, to be stored; null when none is recorded.</summary>
    public static string? Current => Activity.Current?.Id;

    /// <summary>What another node says of its trace, where it is one; else null.</summary>
    public static string? Read(string traceParent) =>
        traceParent.Length <= CharactersMax && ActivityContext.TryParse(traceParent, null, isRemote: true, out _) ? traceParent : null;

    /// <summary>
    /// Starts a span of one dispatch in its trace; null where it has none or nobody listens. The current span stays what it
    /// is when this one ends.
    /// </summary>
    public static Activity? OfDispatch(string spanName, ActivityKind kind, string? traceParent, string peer, string lane)
    {
        if (traceParent is null || Continue(spanName, kind, traceParent) is not { } span)
            return null;
        return span.SetTag("contact_network.peer", peer).SetTag("contact_network.lane", lane);
    }

    /// <summary>Starts a span that continues a stored trace; null when nobody listens.</summary>
    public static Activity? Continue(string spanName, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Meters.Spans.StartActivity(spanName, kind, parent)
            : Meters.Spans.StartActivity(spanName, kind);
}
