using System.Diagnostics;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Traces;

public sealed class TraceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Two whole nodes; the trace travels through PostgreSQL and between them, as the code carries it.</summary>
    [Fact]
    public async Task One_trace_leads_from_the_filing_call_to_the_other_country_s_acknowledgement()
    {
        using var lab = new TestLab();
        using var spans = new SpanWatch();
        await using var xa = await WholeNode.StartAsync(lab, "XA");
        await using var xb = await WholeNode.StartAsync(lab, "XB");

        // The trace that the officer's program began.
        using var program = new Activity("the officer's program").SetIdFormat(ActivityIdFormat.W3C).Start();
        var headers = xa.As(Role.CaseOfficer);
        headers.Add("traceparent", program.Id!);
        var filed = (await xa.Preservations.FilePreservationAsync(
            Samples.Request("XB"), headers, cancellationToken: Cancellation)).Row;
        program.Stop();
        await xb.WaitAsync(filed.Reference, one => one.Row.PageTime is not null, "paged");
        var received = await xb.WaitAsync(filed.Reference, _ => true, "received");
        await xb.Preservations.AcknowledgePreservationAsync(
            new AcknowledgePreservationRequest { RequestId = Guid.NewGuid().ToString("D"), Name = received.Row.Name },
            xb.As(Role.DutyOfficer),
            cancellationToken: Cancellation);
        await xa.WaitAsync(filed.Reference, one => one.Row.Stage == PreservationStage.Acknowledged, "acknowledged");

        var trace = program.TraceId;
        await Eventually.Async(() => Hops(spans, trace, "XB", "XA").Any() && Hops(spans, trace, "XA", "XB").Any(), Deadlines.OverSockets, Cancellation, "the spans have ended");
        var filing = Assert.Single(spans.Of(trace), span => span.ParentSpanId == program.SpanId);
        Assert.Equal("Microsoft.AspNetCore", filing.Source.Name);
        var there = Hops(spans, trace, to: "XB", from: "XA").First();
        Assert.Equal(filing.SpanId, there.Sent.ParentSpanId);
        // The page and the acknowledgement come of what was received, and go back in the same trace.
        Assert.Contains(spans.Of(trace), span => span.OperationName == "pager page" && span.TraceId == there.Received.TraceId);
        Assert.Contains(Hops(spans, trace, to: "XA", from: "XB"), back => back.Sent.ParentSpanId == there.Received.SpanId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-and-a-long-tail-that-no-trace-has")]
    public void What_is_no_trace_is_left_out(string traceParent) => Assert.Null(TraceContext.Read(traceParent));

    /// <summary>Dispatches that one node sent and the other received, by their spans.</summary>
    private static IEnumerable<(Activity Sent, Activity Received)> Hops(SpanWatch spans, ActivityTraceId trace, string to, string from) =>
        from sent in spans.Of(trace)
        where sent.OperationName == "deliver" && (string?)sent.GetTagItem("contact_network.peer") == to
        from received in spans.Of(trace)
        where received.OperationName == "receive" && (string?)received.GetTagItem("contact_network.peer") == @from
            && received.ParentSpanId == sent.SpanId
        select (sent, received);
}
