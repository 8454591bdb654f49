using ContactNetwork.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>Two nodes over real sockets.</summary>
public sealed class CrossingTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_crosses_and_its_receipt_comes_back()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await xa.FileAsync("XB");
        await xb.UntilCountAsync("inbox where outcome = 1 and content is not null", 1);
        await xa.UntilCountAsync("receipt where outcome = 1", 1);
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);
        Assert.Equal(1, await xa.ScalarAsync<long>("select receipted_sequence from node.outgoing_lane where peer = 'XB' and lane = 1"));
        await Eventually.Async(() => !xb.Desk.Orders.IsEmpty, Deadlines.OverSockets, Cancellation);
    }

    public void Dispose() => lab.Dispose();
}
