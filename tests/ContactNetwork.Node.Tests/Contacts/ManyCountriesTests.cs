using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Simulation;
using ContactNetwork.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>Two nodes in a network of twelve countries, nine of them simulated with real endpoints, one without any node.</summary>
public sealed class ManyCountriesTests : IAsyncLifetime
{
    private static readonly string[] Names = ["QM", "QN", "QO", "QP", "QQ", "QR", "XX", "XY", "XZ"];

    private readonly IReadOnlyDictionary<string, int> ports = SimulatedNetwork.FreePorts(Names);
    private readonly TestLab lab;
    private SimulatedNetwork others = null!;

    public ManyCountriesTests() => lab = new TestLab(others: ports);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => others = await SimulatedNetwork.StartAsync(
        new SimulationPlan
        {
            Network = lab.Network,
            NetworkId = TestLab.NetworkId,
            Ports = ports,
            Nodes = ["XA", "XB"],
            PauseMin = TimeSpan.FromSeconds(2),
            PauseMax = TimeSpan.FromSeconds(4),
        },
        Cancellation);

    public async ValueTask DisposeAsync()
    {
        await others.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task A_changed_sheet_reaches_all_countries_though_some_hang()
    {
        string[] hanging = ["QM", "QN"];
        foreach (var country in hanging)
            others[country].IsHanging = true;
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        await UntilWholeAsync(xa);
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await xa.PublishAsync(first, keys[0], keys[1]);
        await xa.PublishAsync(TestSheets.After(TestSheets.Content("XA", "+999207654321"), first), keys[0], keys[1]);

        await xb.UntilVersionAsync("XA", 2);
        foreach (var member in others.Members.Where(member => !hanging.Contains(member.Country)))
            await UntilAsync(() => member.VersionOf("XA") == 2, $"{member.Country} holds the changed sheet");

        // Whoever hung gets it as soon as it answers again.
        foreach (var country in hanging)
            others[country].IsHanging = false;
        await UntilAsync(() => hanging.All(country => others[country].VersionOf("XA") == 2), "those that hung hold it, too");
    }

    [Fact]
    public async Task A_node_that_was_away_is_whole_again()
    {
        var store = await TestStore.CreateAsync();
        await using (var xb = await DirectoryNode.StartAsync(lab, "XB", store, lab.Port("XB")))
            await UntilWholeAsync(xb);

        await using (var xa = await DirectoryNode.StartAsync(lab, "XA"))
        {
            await UntilWholeAsync(xa);
            var keys = lab.Network.Countries["XA"].DirectoryKeys;
            await xa.PublishAsync(TestSheets.After(TestSheets.Content("XA"), null), keys[0], keys[1]);
            await xa.ConfirmAsync(1);
            await xa.FileAsync("XB");
            others.MoveOn();
            others.MoveOn();

            await using var xb = await DirectoryNode.StartAsync(lab, "XB", store, lab.Port("XB"));
            await UntilWholeAsync(xb);
            await xb.UntilVersionAsync("XA", 2);
            await xa.UntilCountAsync("due where kind = 'deliver' and peer = 'XB'", 0);
            Assert.All(Names, country => Assert.Equal(3, xb.VersionOf(country)));
        }

        await store.DisposeAsync();
    }

    /// <summary>Waits until a node holds the newest sheet of every simulated country that answers.</summary>
    private Task UntilWholeAsync(PeersNode node) => UntilAsync(
        () => others.Members.All(member => node.VersionOf(member.Country) == (long)member.VersionOf(member.Country)),
        $"{node.Country} holds all sheets");

    private static Task UntilAsync(Func<bool> isSo, string what) => Eventually.Async(isSo, Deadlines.OverSockets, Cancellation, what);
}
