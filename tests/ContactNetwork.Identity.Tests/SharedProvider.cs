using ContactNetwork.Identity.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedProvider))]

namespace ContactNetwork.Identity.Tests;

/// <summary>One provider for the tests that change nothing another test could notice: each uses people of its own.</summary>
public sealed class SharedProvider : IAsyncLifetime
{
    private Provider? _provider;

    internal Provider Provider => _provider ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync() => _provider = await Provider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
            await _provider.DisposeAsync();
    }
}
