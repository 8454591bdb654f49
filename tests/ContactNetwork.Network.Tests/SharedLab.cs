using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;

[assembly: AssemblyFixture(typeof(ContactNetwork.Network.Tests.SharedLab))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace ContactNetwork.Network.Tests;

/// <summary>One real network of two countries for all tests of the assembly; each test leaves both nodes running and connected.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    /// <summary>
    /// How long a page may take that is no emergency's: where other tests paged the same desk a moment ago, it waits for half a
    /// minute until the desk may get more.
    /// </summary>
    public static readonly TimeSpan PageArrives = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _once = new(1, 1);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"contact-network-lab-{Guid.NewGuid():N}");
    private LabNetwork? _lab;

    /// <summary>The network; started by the first test that asks, so that a filtered run of others needs none.</summary>
    public async Task<LabNetwork> StartedAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _once.WaitAsync(cancellation);
        try
        {
            return _lab ??= await StartAsync(cancellation);
        }
        finally
        {
            _once.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_lab is not null) await _lab.DisposeAsync();
        _once.Dispose();
    }

    private async Task<LabNetwork> StartAsync(CancellationToken cancellation)
    {
        LabNetwork lab = await LabNetwork.StartAsync(
            new LabOptions { Folder = _folder, IsTemporary = true, IsDurable = false, ReadyMax = TimeSpan.FromSeconds(120) }, cancellation);
        await Task.WhenAll(
            lab.Country("XA").LoginAsync(LabPeople.Officer, cancellation),
            lab.Country("XB").LoginAsync(LabPeople.Duty, cancellation));
        return lab;
    }
}
