using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>A country's sheet keeps one history though its node goes on from a backup.</summary>
public sealed class RestoredSheetTests : IDisposable
{
    private static readonly Caller Operator = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000d4"), "Operator", [Role.Operator], IsMachine: false);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_own_sheet_comes_back_from_a_peer_before_the_next_version_may_be_made(bool isKeyReplaced)
    {
        await using var store = await TestStore.CreateAsync();
        await using var peerStore = await TestStore.CreateAsync();
        await using var backup = await LoseOneAsync(store, peerStore);
        backup.TakeFolder(store);
        if (isKeyReplaced)
            lab.ReplaceSigningKey("XA");

        await using var xa = await StartAsync("XA", backup);
        await AssertRefusedAsync(xa);
        await xa.UntilCountAsync("peer_restore where country = 'XA' and is_held", 1);

        await using var xb = await StartAsync("XB", peerStore);
        await xa.UntilVersionAsync("XA", 2);
        await xa.UntilCountAsync("peer_restore where country = 'XA' and not is_held", 1);
        Assert.Equal(3, (await xa.ConfirmAsync(2)).Version.Version);
        await xb.UntilVersionAsync("XA", 3);
        Assert.Equal((0, 0), (await xa.CountAsync("refused_sheet"), await xb.CountAsync("refused_sheet")));
        // The lane to the third country may be begun before it is stopped; then the courier stops it, and says so.
        if (xa.Logs.Logs.Any(IsOfStop))
            xa.Logs.Expect("that a lane has stopped", IsOfStop);

        static bool IsOfStop(WatchedLog log) => log.Event.Name == "OwnLaneStopped";
    }

    [Fact]
    public async Task A_file_of_the_own_sheet_that_can_t_be_written_raises_an_alarm_until_it_is_written()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await StartAsync("XA", store);
        xa.Logs.Expect("the file of the own sheet", log => log.Event.Name == "OwnSheetNotKept");
        var file = Path.Combine(store.DataFolder, "high-water", "own-sheet.txt");
        await Eventually.Async(() => File.Exists(file), Deadlines.OverSockets, Cancellation, "the file is there");
        Assert.DoesNotContain("OWN_SHEET_NOT_KEPT", xa.Get<Alarms>().Raised);
        // Whoever runs tests may write anywhere, so a file that refuses is a folder.
        File.Delete(file);
        Directory.CreateDirectory(file);

        await Eventually.Async(
            () => xa.Get<Alarms>().Raised.Contains("OWN_SHEET_NOT_KEPT"), Deadlines.OverSockets, Cancellation, "the alarm stands");
        Directory.Delete(file);
        await Eventually.Async(
            () => !xa.Get<Alarms>().Raised.Contains("OWN_SHEET_NOT_KEPT"), Deadlines.OverSockets, Cancellation, "the alarm ends by itself");
        Assert.True(File.Exists(file));
        Assert.Single(xa.Logs.Logs, log => log.Event.Name == "OwnSheetNotKept");
    }

    [Fact]
    public async Task Without_the_file_every_peer_is_asked_first_or_an_operator_goes_on_from_what_came()
    {
        await using var store = await TestStore.CreateAsync();
        await using var peerStore = await TestStore.CreateAsync();
        await using var backup = await LoseOneAsync(store, peerStore);
        Directory.Delete(Path.Combine(backup.DataFolder, "high-water"), recursive: true);

        await using var xa = await StartAsync("XA", backup);
        xa.Logs.Expect("the proof of the peer", log => log.Event.Name == "PictureTrouble");
        await AssertRefusedAsync(xa);
        await using var xb = await StartAsync("XB", peerStore);
        await xa.UntilVersionAsync("XA", 2);
        // Nobody knows what the third country holds.
        await xa.UntilCountAsync("peer_restore where country = 'XB' and not is_held", 1);
        await AssertRefusedAsync(xa, version: 2);

        var request = new AcceptLossRequest { Name = "nodes/xa/peers/xa", Because = "XC has had nothing from us since March." };
        await xa.UntilCountAsync("peer_restore where country = 'XA' and is_held", 1);
        await xa.Get<LossActs>().AcceptAsync(
            request, RequestKey.Of("person", "test", Guid.NewGuid().ToString(), request), Operator, Cancellation);
        Assert.Equal(3, (await xa.ConfirmAsync(2)).Version.Version);
        await xb.UntilVersionAsync("XA", 3);
        Assert.Equal(0, await xb.CountAsync("refused_sheet"));
    }

    public void Dispose() => lab.Dispose();

    /// <summary>A backup of a node that published one version more after it, to one peer.</summary>
    private async Task<TestStore> LoseOneAsync(TestStore store, TestStore peerStore)
    {
        await using var xb = await StartAsync("XB", peerStore);
        await using (var first = await StartAsync("XA", store))
        {
            await first.PublishAsync(TestSheets.After(TestSheets.Content("XA"), null), [.. lab.Network.Countries["XA"].DirectoryKeys]);
            await xb.UntilVersionAsync("XA", 1);
            await first.UntilCountAsync("due where kind = 'deliver' and peer = 'XB'", 0);
        }

        var backup = await store.BackupAsync();
        await using (var second = await StartAsync("XA", store))
        {
            await second.ConfirmAsync(1);
            await xb.UntilVersionAsync("XA", 2);
            await second.UntilCountAsync("due where kind = 'deliver' and peer = 'XB'", 0);
        }

        return backup;
    }

    private Task<PeersNode> StartAsync(string country, TestStore store) =>
        DirectoryNode.StartAsync(lab, country, store, lab.Port(country));

    private static async Task AssertRefusedAsync(PeersNode node, long version = 1) => Assert.Equal(
        "RESTORING", (await Assert.ThrowsAsync<RefusalException>(() => node.ConfirmAsync(version))).Refusal.Reason);
}
