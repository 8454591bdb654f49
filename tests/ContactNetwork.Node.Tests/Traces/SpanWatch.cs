using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Node.Operations;

namespace ContactNetwork.Node.Tests.Traces;

/// <summary>Keeps the spans that nodes in this process end, as a collector would get them.</summary>
internal sealed class SpanWatch : IDisposable
{
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<Activity> ended = new();

    public SpanWatch()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Meters.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>All spans that ended so far.</summary>
    public IReadOnlyList<Activity> All => [.. ended];

    /// <summary>The spans of a trace that ended so far.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. ended.Where(span => span.TraceId == trace)];

    /// <summary>The span of a call that ended so far, by the call's name; null when none.</summary>
    public Activity? Call(string method) => ended.FirstOrDefault(span =>
        span.Source.Name == "Microsoft.AspNetCore" && span.GetTagItem("url.path") is string path && path.EndsWith(method, StringComparison.Ordinal));

    public void Dispose() => listener.Dispose();
}
