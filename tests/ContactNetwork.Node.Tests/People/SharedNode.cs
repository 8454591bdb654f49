using ContactNetwork.Node.Tests.People;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedNode))]

namespace ContactNetwork.Node.Tests.People;

/// <summary>One node for the tests that change nothing another test could notice.</summary>
public sealed class SharedNode : IAsyncDisposable
{
    private readonly Lazy<Task<PeopleNode>> _node = new(() => PeopleNode.StartAsync());

    internal Task<PeopleNode> GetAsync() => _node.Value;

    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated)
            await (await _node.Value).DisposeAsync();
    }
}
