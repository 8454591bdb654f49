using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>One whole node of XB, and its network, for the tests that change nothing another test could notice.</summary>
public sealed class OneWholeNode : IAsyncLifetime
{
    internal TestLab Lab { get; } = new();

    internal WholeNode Node { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Node = await WholeNode.StartAsync(Lab, "XB");

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Lab.Dispose();
    }
}
