using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>Several nodes over real sockets: what one publishes, all hold.</summary>
public sealed class ReplicationTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_sheet_reaches_the_others_and_is_answered_while_nobody_can_be_reached()
    {
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        await using (var xa = await DirectoryNode.StartAsync(lab, "XA"))
        {
            await PublishFirstAsync(xa);
            await xb.UntilVersionAsync("XA", 1);
            await xa.UntilCountAsync("due where kind = 'deliver' and peer = 'XB'", 0);
            Assert.Equal(1, await xb.CountAsync("inbox where lane = 3 and outcome = 1"));
        }

        var found = Assert.Single((await xb.LookUpAsync(ask => ask.Text = "police of xa")).Contacts);
        Assert.Equal(TestSheets.Number, found.Now.Channels[0].Channel.Value);
    }

    [Fact]
    public async Task A_node_that_was_away_learns_in_hello_what_it_missed_even_from_others()
    {
        var store = await TestStore.CreateAsync();
        await using (await DirectoryNode.StartAsync(lab, "XC", store, lab.Port("XC")))
        {
            // It was a member before it went away.
        }

        await using (var xb = await DirectoryNode.StartAsync(lab, "XB"))
        {
            await using (var xa = await DirectoryNode.StartAsync(lab, "XA"))
            {
                await PublishFirstAsync(xa);
                await xa.ConfirmAsync(1);
                await xa.ConfirmAsync(2);
                await xb.UntilVersionAsync("XA", 3);
            }

            await using var xc = await DirectoryNode.StartAsync(lab, "XC", store, lab.Port("XC"));
            await xc.UntilVersionAsync("XA", 3);
            Assert.Equal(["XB", "XB", "XB"], (await xc.VersionsAsync("XA")).Versions.Select(version => version.Origin));
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_fork_a_foreign_signature_and_missing_directory_keys_are_refused_kept_and_told()
    {
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        var (xa, xc) = (lab.Network.Countries["XA"], lab.Network.Countries["XC"]);
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await OfferAsync(xb, "XA", TestSheets.SignWhole(first, xa));
        Assert.Equal(1, xb.VersionOf("XA"));

        var other = TestSheets.After(TestSheets.Content("XA", "+999200000001"), null);
        await OfferAsync(xb, "XC", TestSheets.SignWhole(other, xa));
        var next = TestSheets.After(TestSheets.Content("XA", "+999200000002"), first);
        await OfferAsync(xb, "XC", TestSheets.SignWhole(next, xc));
        await OfferAsync(xb, "XA", TestSheets.Sign(next, xa.Node.SigningKey));
        await OfferAsync(xb, "XA", TestSheets.Sign(next, xa.Node.SigningKey, xa.DirectoryKeys[0], xc.DirectoryKeys[1]));
        // A lower version that is held is nothing new, and nothing bad.
        await OfferAsync(xb, "XC", TestSheets.SignWhole(first, xa));

        Assert.Equal(1, xb.VersionOf("XA"));
        var versions = await xb.VersionsAsync("XA");
        Assert.Equal(
            [(1, "FORK", "XC"), (2, "DIRECTORY_SIGNATURES", "XA"), (2, "FOREIGN_SIGNATURE", "XC")],
            versions.Refused.Select(refused => ((int)refused.Version, refused.Fault, refused.Origin)).Order());
        Assert.Equal(3, xb.Get<SheetQueries>().List().Sheets.Single(row => row.Country == "XA").RefusedCount);
        await Eventually.Async(
            () => xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Select(order => order.Cause).ToHashSet()
                .IsSupersetOf([ContactsCauses.SheetForked, ContactsCauses.SheetRefused]),
            Deadlines.OverSockets,
            Cancellation);
    }

    [Fact]
    public async Task An_old_copy_that_a_third_country_hands_on_under_a_key_put_out_of_use_is_ignored_quietly()
    {
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        var wanted = new System.Collections.Concurrent.ConcurrentQueue<string>();
        xb.Get<PeerContacts>().TalkWanted += wanted.Enqueue;
        var xa = lab.Network.Countries["XA"];
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        var second = TestSheets.After(TestSheets.Content("XA", "+999200000002"), first);
        var (oldFirst, oldSecond) = (TestSheets.SignWhole(first, xa), TestSheets.SignWhole(second, xa));
        await OfferAsync(xb, "XA", oldFirst);
        lab.ReplaceSigningKey("XA");
        await xb.Get<TrustStore>().OfferAsync([], lab.Network.Documents.KeySets, "test", Cancellation);

        // 1. A newer version is on its way, and came first by a third country that holds it as it was signed once.
        await OfferAsync(xb, "XC", oldSecond);
        Assert.Equal(1, xb.VersionOf("XA"));
        Assert.Contains("XA", wanted);

        // 2. Its own country signs it anew; from then on old copies of any version are nothing new.
        var renewed = oldSecond.Clone();
        EnvelopeSigner.AddSignature(renewed, PayloadType.Sheet, lab.CredentialsOf("XA").SigningKey);
        await OfferAsync(xb, "XA", renewed);
        Assert.Equal(2, xb.VersionOf("XA"));
        await OfferAsync(xb, "XC", oldFirst);
        await OfferAsync(xb, "XC", oldSecond);

        Assert.Equal(2, xb.VersionOf("XA"));
        Assert.Equal(0, await xb.CountAsync("refused_sheet"));
        Assert.Equal(0, await xb.CountAsync("peer_notice"));
        Assert.DoesNotContain(xb.Logs.Logs, log => log.Event.Name == "SheetRefused");
        Assert.Empty(xb.Desk.Orders);
    }

    [Fact]
    public async Task What_its_own_country_gives_only_under_a_key_put_out_of_use_is_refused_and_told()
    {
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        var xa = lab.Network.Countries["XA"];
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await OfferAsync(xb, "XA", TestSheets.SignWhole(first, xa));
        lab.ReplaceSigningKey("XA");
        await xb.Get<TrustStore>().OfferAsync([], lab.Network.Documents.KeySets, "test", Cancellation);

        // As a thief of the former key would make it.
        await OfferAsync(xb, "XA", TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA", "+999200000002"), first), xa));

        Assert.Equal(1, xb.VersionOf("XA"));
        var refused = Assert.Single((await xb.VersionsAsync("XA")).Refused);
        Assert.Equal((2, "SIGNATURE"), (refused.Version, refused.Fault));
        await Eventually.Async(
            () => xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == ContactsCauses.SheetRefused),
            Deadlines.OverSockets,
            Cancellation);
    }

    [Fact]
    public async Task A_forked_sheet_of_a_peer_is_found_when_two_nodes_compare_what_they_hold()
    {
        var xa = lab.Network.Countries["XA"];
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        await OfferAsync(xb, "XA", TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA"), null), xa));
        await using var xc = await DirectoryNode.StartAsync(lab, "XC");
        await OfferAsync(xc, "XA", TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA", "+999200000003"), null), xa));

        await Eventually.Async(
            async () => (await xb.VersionsAsync("XA")).Refused.Any(refused => refused.Fault == "FORK")
                && (await xc.VersionsAsync("XA")).Refused.Any(refused => refused.Fault == "FORK"),
            Deadlines.OverSockets,
            Cancellation,
            "both sides hold the other's proof");
    }

    [Fact]
    public async Task Look_ups_go_on_while_the_store_is_away()
    {
        await using var xb = await DirectoryNode.StartAsync(lab, "XB");
        await OfferAsync(xb, "XA", TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA"), null), lab.Network.Countries["XA"]));
        await xb.ExecuteAsync("alter table node.sheet rename to sheet_away");
        await xb.ExecuteAsync("alter table node.refused_sheet rename to refused_away");
        xb.Logs.Expect("the directory can't be read", log => log.Event.Name == "DirectoryBroken");
        await Assert.ThrowsAsync<PostgresException>(() => xb.Get<SheetBook>().RefreshAsync(Cancellation));
        await Eventually.Async(() => xb.Logs.Logs.Any(log => log.Event.Name == "DirectoryBroken"), Deadlines.OverSockets, Cancellation);

        Assert.Single((await xb.LookUpAsync(ask => ask.Country = "XA")).Contacts);
        Assert.Contains(xb.Get<SheetQueries>().List().Sheets, row => row is { Country: "XA", IsKnown: true });
    }

    public void Dispose() => lab.Dispose();

    private async Task PublishFirstAsync(PeersNode xa)
    {
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        await xa.PublishAsync(TestSheets.After(TestSheets.Content("XA"), null), keys[0], keys[1]);
    }

    /// <summary>Hands a sheet over as a peer's answer to Hello does.</summary>
    private static async Task OfferAsync(PeersNode node, string origin, Envelope envelope)
    {
        await node.Get<IGreetingRoom>().TakeAsync(origin, new HelloResponse { Sheets = { envelope } }, Cancellation);
        await node.Get<SheetBook>().RefreshAsync(Cancellation);
    }
}
