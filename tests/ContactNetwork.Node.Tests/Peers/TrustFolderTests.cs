using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Google.Protobuf;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A file in the trust folder that holds something else is loud, stops nobody, and ends by itself when it is gone.</summary>
public sealed class TrustFolderTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_holds_no_document_raises_an_alarm_until_it_is_mended_and_what_lay_beside_it_is_taken_then()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the folder can't be read", log => log.Event.Name == "TrustFolderUnusable");
        Assert.DoesNotContain(PeersAlarms.TrustFolderUnusable, xb.Get<Alarms>().Raised);
        var stray = Path.Combine(xb.TrustFolder, "keysets", "stray.bin");
        await File.WriteAllTextAsync(stray, "no document", Cancellation);
        var next = lab.NextKeySet("XC", _ => { });
        await File.WriteAllBytesAsync(Path.Combine(xb.TrustFolder, "keysets", "XC-000002.bin"), next.ToByteArray(), Cancellation);

        await UntilRaisedAsync(xb, true);
        Assert.Equal(1ul, xb.Get<TrustStore>().Last.FindMember("XC")!.Keys!.Version);
        // What it knows it goes on with.
        using var xa = new RawPeer(lab);
        Assert.Equal(Federation.V1.Outcome.Stored, (await xa.DeliverOneAsync(xa.Next())).Outcome);

        File.Delete(stray);
        await UntilRaisedAsync(xb, false);
        await Eventually.Async(() => xb.Get<TrustStore>().Last.FindMember("XC")!.Keys!.Version == 2, Deadlines.OverSockets, Cancellation);
        // Two looks or more have met it, and one line tells of it.
        Assert.Single(xb.Logs.Logs, log => log.Event.Name == "TrustFolderUnusable");
    }

    [Fact]
    public async Task A_node_that_knows_its_network_starts_beside_such_a_file_and_one_that_knows_nobody_does_not()
    {
        await using var store = await TestStore.CreateAsync();
        await using (await PeersNode.StartAsync(lab, "XB", store, isOwner: false, lab.Port("XB")))
        {
            // It has taken its network over.
        }

        await using (var again = await PeersNode.StartAsync(lab, "XB", store, isOwner: false, lab.Port("XB"), adaptFolder: Spoil))
        {
            again.Logs.Expect("the folder can't be read", log => log.Event.Name == "TrustFolderUnusable");
            Assert.Contains(PeersAlarms.TrustFolderUnusable, again.Get<Alarms>().Raised);
            Assert.True(again.Get<TrustStore>().IsConfirmed);
        }

        await using var empty = await TestStore.CreateAsync();
        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => PeersNode.StartAsync(lab, "XB", empty, isOwner: false, lab.Port("XB"), adaptFolder: Spoil));
        Assert.Contains("stray.bin", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => lab.Dispose();

    private static void Spoil(string folder) => File.WriteAllText(Path.Combine(folder, "rosters", "stray.bin"), "no document");

    private static Task UntilRaisedAsync(PeersNode node, bool isRaised) => Eventually.Async(
        () => node.Get<Alarms>().Raised.Contains(PeersAlarms.TrustFolderUnusable) == isRaised,
        Deadlines.OverSockets,
        Cancellation,
        $"{PeersAlarms.TrustFolderUnusable} is raised: {isRaised}");
}
