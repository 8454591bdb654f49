using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What a node once knew of keys and members does not come undone with an older database.</summary>
public sealed class RestoredTrustTests : IDisposable
{
    private static readonly Caller Operator = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000d4"), "Operator", [Role.Operator], IsMachine: false);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_withdrawn_key_does_not_come_back_though_no_peer_can_be_reached()
    {
        await using var store = await TestStore.CreateAsync();
        await using (await StartAsync(store))
        {
            // It knows the key as everybody does.
        }

        await using var backup = await store.BackupAsync();
        var thief = lab.Network.Countries["XC"].Node.SigningKey.Public;
        await using (var before = await StartAsync(store))
            await WithdrawAsync(before);
        backup.TakeFolder(store);

        await using var xa = await StartAsync(backup);
        var trust = xa.Get<TrustStore>();
        Assert.Equal((true, false), (trust.WasBehind, trust.IsBehind));
        Assert.DoesNotContain(thief, trust.Last.FindMember("XC")!.KeysForArrivals(TestLab.Now));
        using var xc = new RawPeer(lab, "XC", "XA");
        Assert.Equal(
            (StatusCode.Unavailable, "RESTORING"), await RawPeer.RefusalAsync(() => xc.CallAsync(xc.Next().Dispatch.ToMessage())));
        Assert.Equal(2, await xa.CountAsync("trust_document where country = 'XC'"));
    }

    [Fact]
    public async Task While_documents_are_lacking_only_Hello_is_taken_and_a_peer_gives_them_back()
    {
        await using var store = await TestStore.CreateAsync();
        await using var backup = await LackOneAsync(store);
        await using var xa = await StartAsync(backup, knowsNewRosters: false);
        using var raw = new RawPeer(lab, "XC", "XA");
        await AssertOnlyHelloAsync(xa, raw);
        // A peer may give them back before anybody has looked what is lacking.
        await xa.UntilCountAsync("peer_restore where country = 'XA' and is_held", 1);

        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await Eventually.Async(() => !xa.Get<TrustStore>().IsBehind, Deadlines.OverSockets, Cancellation);
        Assert.Equal(3ul, xa.Get<TrustStore>().Last.Rosters.Current!.Version);
        await xa.UntilCountAsync("peer_restore where country = 'XA' and not is_held", 1);
        Assert.DoesNotContain("TRUST_BEHIND", xa.Get<Alarms>().Raised);
        var next = await xa.FileAsync("XB");
        await xb.UntilCountAsync($"board where reference = '{next}'", 1);
        // What came from the peer is where `cn` goes on from.
        await Eventually.Async(() => File.Exists(Path.Combine(xa.TrustFolder, "rosters", "000003.bin")), Deadlines.OverSockets, Cancellation);
    }

    [Fact]
    public async Task An_operator_may_go_on_without_documents_that_nobody_gives_back()
    {
        await using var store = await TestStore.CreateAsync();
        await using var backup = await LackOneAsync(store);
        var request = new AcceptLossRequest { Name = "nodes/xa/peers/xa", Because = "The roster was signed for a drill." };
        await using (var xa = await StartAsync(backup, knowsNewRosters: false))
        {
            await xa.UntilCountAsync("peer_restore where country = 'XA' and is_held", 1);
            var program = Operator with { IsMachine = true };
            var refused = await Assert.ThrowsAsync<RefusalException>(
                () => xa.Get<LossActs>().AcceptAsync(request, Key(request), program, Cancellation));
            Assert.Equal("HUMAN_ACT", refused.Refusal.Reason);
            Assert.True(xa.Get<TrustStore>().IsBehind);
            var accepted = (await xa.Get<LossActs>().AcceptAsync(request, Key(request), Operator, Cancellation)).Restore;
            Assert.Equal((RestoreState.LossAccepted, "operator"), (accepted.State, accepted.Accepter.Role));
            Assert.DoesNotContain("TRUST_BEHIND", xa.Get<Alarms>().Raised);
        }

        await using var again = await StartAsync(backup, knowsNewRosters: false);
        Assert.False(again.Get<TrustStore>().IsBehind);
        Assert.Equal(0, await again.CountAsync("peer_restore where country = 'XA' and is_held"));
    }

    [Fact]
    public async Task An_empty_database_beside_high_water_files_says_nothing_to_anybody_before_a_Hello()
    {
        await using var store = await TestStore.CreateAsync();
        await using (var xb = await PeersNode.StartAsync(lab, "XB"))
        await using (var before = await StartAsync(store))
        {
            await before.FileAsync("XB");
            await before.UntilCountAsync("receipt", 1);
        }

        await using var empty = await TestStore.CreateAsync();
        empty.TakeFolder(store);
        await using var xa = await StartAsync(empty);
        var book = xa.Get<RestoreBook>();
        Assert.False(book.IsOpen("XB"));
        Assert.False(book.IsOpen("XC"));
        await xa.FileAsync("XC");
        using var raw = new RawPeer(lab, "XC", "XA");
        await raw.HelloAsync();
        Assert.False(book.IsOpen("XC"), "Whoever calls is not compared before anybody was called.");
        Assert.Equal(0, await xa.CountAsync("outbox"));

        await using var xc = await PeersNode.StartAsync(lab, "XC");
        await xc.UntilCountAsync("board", 1);
        Assert.True(book.IsOpen("XC"));
        Assert.False(book.IsOpen("XB"));
    }

    [Fact]
    public async Task An_older_store_that_is_put_in_the_place_of_ours_under_the_running_node_is_noticed()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var store = await TestStore.CreateAsync();
        await using var xa = await StartAsync(store);
        await xa.UntilCountAsync("peer where compared_store is not null", 1);
        var kept = await xa.CountAsync("trust_document");
        await WithdrawAsync(xa);
        // As pg_restore does: other rows, and a table that has another file. Also a second time.
        for (var times = 1; times <= 2; times++)
        {
            var former = await xa.ScalarAsync<string>("select compared_store from node.peer where country = 'XB'");
            await xa.ExecuteAsync("update node.peer set compared_store = null where country = 'XC'");
            await xa.ExecuteAsync("delete from node.trust_document where country = 'XC' and version = 2");
            await xa.ExecuteAsync("vacuum full node.peer");
            await xa.UntilCountAsync("trust_document", kept + 1);
            await Eventually.Async(
                async () => await xa.ScalarAsync<string>("select compared_store from node.peer where country = 'XB'") is var now && now != former && now.Length > 0,
                Deadlines.OverSockets,
                Cancellation);
            await Eventually.Async(
                () => xa.Logs.Logs.Count(log => log.Event.Name == "StoreDoubted") == times && !xa.Get<RestoreBook>().IsOpen("XC"),
                Deadlines.OverSockets,
                Cancellation,
                "a country that was never met is not compared either");
            Assert.Equal(times, xa.Logs.Logs.Count(log => log.Event.Name == "TrustPutBack"));
        }

        Assert.Equal(2ul, xa.Get<TrustStore>().Last.FindMember("XC")!.Keys!.Version);
    }

    [Fact]
    public async Task An_own_key_set_that_a_peer_gives_back_is_where_the_next_one_is_made_from()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await StartAsync(store);
        lab.NextKeySet("XA", next => next.Endpoints.Add("https://127.0.0.1:1"));
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await Eventually.Async(() => xa.Get<TrustStore>().Last.Own!.Keys!.Version == 2, Deadlines.OverSockets, Cancellation);
        await Eventually.Async(
            () => KeySetFolder.Open(xa.TrustFolder, "XA").Current.Version == 2, Deadlines.OverSockets, Cancellation, "cn keys goes on from it");
    }

    [Fact]
    public async Task A_document_that_is_copied_into_the_folder_with_an_older_time_is_taken_over()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await StartAsync(store);
        var file = Path.Combine(xa.TrustFolder, "keysets", "XC-000002.bin");
        await File.WriteAllBytesAsync(file + ".new", Withdrawal(xa).ToByteArray(), Cancellation);
        File.SetLastWriteTimeUtc(file + ".new", TestLab.Now.AddDays(-7).UtcDateTime);
        File.Move(file + ".new", file);
        await Eventually.Async(() => xa.Get<TrustStore>().Last.FindMember("XC")!.Keys!.Version == 2, Deadlines.OverSockets, Cancellation);
    }

    [Fact]
    public async Task A_key_set_that_is_signed_after_a_restore_of_folder_and_database_waits_for_a_peer_and_forks_nothing()
    {
        await using var store = await TestStore.CreateAsync();
        await using var backup = await ForgetAfterMeetingAsync(store);
        var second = SignNextOwn("https://127.0.0.1:2");
        var published = lab.NextKeySet("XA", next => next.Endpoints.Add("https://127.0.0.1:1"));
        await using var xa = await StartAsync(backup, folder => PutInPlaceOf(folder, published, second));
        var trust = xa.Get<TrustStore>();

        // Nobody has told it what there is: it neither takes nor tells the second one, and people see why.
        await xa.UntilCountAsync("peer_restore where country = 'XA' and is_held", 1);
        Assert.Contains("OWN_KEY_SET_HELD", xa.Get<Alarms>().Raised);
        Assert.Equal((1ul, 1L), (trust.Last.Own!.Keys!.Version, await xa.CountAsync("trust_document where country = 'XA'")));

        // A peer answers with the one that everybody holds: that one counts, the other is shown as a conflict and goes nowhere.
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await Eventually.Async(() => trust.Last.Own!.Keys!.Version == 2, Deadlines.OverSockets, Cancellation);
        Assert.Equal(Digest.Of(published.Payload), trust.Last.Own!.Keys!.Digest);
        await Eventually.Async(() => xa.Get<Alarms>().Raised.Contains("KEY_SET_CONFLICT:XA"), Deadlines.OverSockets, Cancellation);
        await xa.UntilCountAsync("peer_restore where country = 'XA' and not is_held", 1);
        Assert.DoesNotContain("OWN_KEY_SET_HELD", xa.Get<Alarms>().Raised);
        Assert.Equal(Digest.Of(published.Payload), xb.Get<TrustStore>().Last.FindMember("XA")!.Keys!.Digest);
        Assert.DoesNotContain("KEY_SET_CONFLICT:XA", xb.Get<Alarms>().Raised);
        xa.Logs.Expect("the second key set of one version", log => log.Event.Name == "TrustDocumentConflict");
    }

    [Fact]
    public async Task An_operator_may_take_a_key_set_though_no_peer_can_be_reached_and_only_that_one()
    {
        await using var store = await TestStore.CreateAsync();
        await using var backup = await ForgetAfterMeetingAsync(store);
        var published = lab.NextKeySet("XA", next => next.Endpoints.Add("https://127.0.0.1:1"));
        await using var xa = await StartAsync(backup);
        await xa.UntilCountAsync("peer_restore where country = 'XA' and is_held", 1);
        Assert.Equal(1ul, xa.Get<TrustStore>().Last.Own!.Keys!.Version);

        var request = new AcceptLossRequest { Name = "nodes/xa/peers/xa", Because = "No other country can be reached today." };
        await xa.Get<LossActs>().AcceptAsync(request, Key(request), Operator, Cancellation);

        await Eventually.Async(() => xa.Get<TrustStore>().Last.Own!.Keys!.Version == 2, Deadlines.OverSockets, Cancellation);
        Assert.Equal(Digest.Of(published.Payload), xa.Get<TrustStore>().Last.Own!.Keys!.Digest);
        Assert.DoesNotContain("OWN_KEY_SET_HELD", xa.Get<Alarms>().Raised);
        var third = lab.NextKeySet("XA", next => next.Endpoints.Add("https://127.0.0.1:3"));
        await File.WriteAllBytesAsync(Path.Combine(xa.TrustFolder, "keysets", "XA-000003.bin"), third.ToByteArray(), Cancellation);
        await Eventually.Async(() => xa.Get<Alarms>().Raised.Contains("OWN_KEY_SET_HELD"), Deadlines.OverSockets, Cancellation);
        Assert.Equal(2ul, xa.Get<TrustStore>().Last.Own!.Keys!.Version);
    }

    [Fact]
    public async Task A_new_node_that_has_met_nobody_takes_its_key_sets_at_once()
    {
        lab.NextKeySet("XA", next => next.Endpoints.Add("https://127.0.0.1:1"));
        await using var store = await TestStore.CreateAsync();
        await using (var first = await StartAsync(store))
            Assert.Equal(2ul, first.Get<TrustStore>().Last.Own!.Keys!.Version);
        lab.NextKeySet("XA", next => next.Endpoints.Add("https://127.0.0.1:2"));
        await using var again = await StartAsync(store);
        Assert.Equal(3ul, again.Get<TrustStore>().Last.Own!.Keys!.Version);
        Assert.DoesNotContain("OWN_KEY_SET_HELD", again.Get<Alarms>().Raised);
    }

    public void Dispose() => lab.Dispose();

    /// <summary>A backup, with its own data folder, of a node that has met another one.</summary>
    private async Task<TestStore> ForgetAfterMeetingAsync(TestStore store)
    {
        await using (var xb = await PeersNode.StartAsync(lab, "XB"))
        await using (var before = await StartAsync(store))
            await before.UntilCountAsync("peer where compared_store is not null", 1);
        return await store.BackupAsync();
    }

    private Envelope SignNextOwn(string endpoint)
    {
        var next = TrustDocuments.Next(lab.SnapshotFor("XA").Own!.Keys!, TestLab.Now);
        next.Endpoints.Add(endpoint);
        return TrustDocuments.Sign(next, lab.Network.Countries["XA"].CountryKey);
    }

    /// <summary>The folder of a country whose people signed another document, because theirs was gone.</summary>
    private static void PutInPlaceOf(string folder, Envelope published, Envelope second)
    {
        var file = Directory.GetFiles(Path.Combine(folder, "keysets"))
            .Single(file => Envelope.Parser.ParseFrom(File.ReadAllBytes(file)).Payload == published.Payload);
        File.WriteAllBytes(file, second.ToByteArray());
    }

    /// <summary>A backup of a node that knew two rosters more, beside which only the newer of them was kept.</summary>
    private async Task<TestStore> LackOneAsync(TestStore store)
    {
        await using (await StartAsync(store))
        {
            // It knows the first roster.
        }

        var backup = await store.BackupAsync();
        var second = SignNext(lab.SnapshotFor("XA"));
        lab.Add(second);
        lab.Add(SignNext(lab.SnapshotFor("XA")));
        await using (await StartAsync(store))
        {
            // It has learned both.
        }

        backup.TakeFolder(store);
        File.Delete(Path.Combine(backup.DataFolder, "high-water", "trust", "roster-000002.bin"));
        return backup;

        Envelope SignNext(TrustSnapshot trust) =>
            lab.Network.SignRoster(TrustDocuments.Next(trust.Rosters.Current!, TestLab.Now, TimeSpan.FromDays(90)));
    }

    private static async Task AssertOnlyHelloAsync(PeersNode xa, RawPeer caller)
    {
        Assert.True(xa.Get<TrustStore>().IsBehind);
        Assert.Contains("TRUST_BEHIND", xa.Get<Alarms>().Raised);
        Assert.Equal(1ul, (await caller.HelloAsync()).Picture.Roster.Version);
        Assert.Equal(
            (StatusCode.Unavailable, "RESTORING"), await RawPeer.RefusalAsync(() => caller.CallAsync(caller.Next().Dispatch.ToMessage())));
        Assert.Equal((StatusCode.Unavailable, "RESTORING"), await RawPeer.RefusalAsync(caller.RecoverAsync));
        Assert.Equal(0, await xa.CountAsync("inbox"));
    }

    private Task<PeersNode> StartAsync(TestStore store, bool knowsNewRosters = true) =>
        StartAsync(store, knowsNewRosters ? null : ForgetNewRosters);

    private Task<PeersNode> StartAsync(TestStore store, Action<string>? adaptFolder) => PeersNode.StartAsync(
        lab, "XA", store, isOwner: false, lab.Port("XA"), adapt: null, adaptFolder);

    private static void ForgetNewRosters(string folder)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "rosters")).Where(file => !file.EndsWith("000001.bin", StringComparison.Ordinal)))
            File.Delete(file);
    }

    private Task WithdrawAsync(PeersNode node) =>
        node.Get<TrustStore>().OfferAsync([], [Withdrawal(node)], "XC", Cancellation);

    private Envelope Withdrawal(PeersNode node)
    {
        var next = TrustDocuments.Next(node.Get<TrustStore>().Last.FindMember("XC")!.Keys!, TestLab.Now);
        next.SigningKeys[0].State = KeyState.Withdrawn;
        return TrustDocuments.Sign(next, lab.Network.Countries["XC"].CountryKey);
    }

    private static RequestKey Key(IMessage request) => RequestKey.Of("person", "test", Guid.NewGuid().ToString(), request);
}
