using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>The copies that a node makes of its directory, read by whoever keeps one.</summary>
public sealed class DirectoryCopyTests : IDisposable
{
    private static readonly LookUpPage All = new(0, 50);
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_verifies_from_the_anchor_and_answers_as_its_node_does()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await xa.PublishAsync(first, keys[0], keys[1]);
        await xa.ExecuteAsync("update node.sheet set effective_time = effective_time - interval '4 days', accept_time = accept_time - interval '4 days'");
        await xa.PublishAsync(TestSheets.After(TestSheets.Content("XA", "+999207654321"), first), keys[0], keys[1]);

        var copy = Read(xa, Make(xa));
        var request = new LookUpContactsRequest { Country = "XA", RequestKind = RequestKind.Preservation, Text = "police" };
        var online = await xa.LookUpAsync(ask => ask.MergeFrom(request));
        var offline = copy.LookUp(request, All, online.AnswerTime.ToDateTimeOffset());

        Assert.Single(online.Contacts);
        Assert.Equal([TestSheets.Number], online.Contacts[0].Quality.ReachChange.PreviousNumbers);
        (offline.ReplicaTime, offline.IsReplicaOld) = (online.ReplicaTime, online.IsReplicaOld);
        Assert.Equal(online, offline);
        var (listed, held) = (xa.Get<SheetQueries>().List(), copy.List(online.AnswerTime.ToDateTimeOffset()));
        Assert.Equal(listed.Sheets, held.Sheets);
    }

    [Fact]
    public async Task A_copy_shows_who_signed_the_channels_though_they_were_last_changed_long_ago()
    {
        var store = await TestStore.CreateAsync();
        await using (var xa = await DirectoryNode.StartAsync(lab, "XA", store, lab.Port("XA")))
        {
            var keys = lab.Network.Countries["XA"].DirectoryKeys;
            await xa.PublishAsync(TestSheets.After(TestSheets.Content("XA"), null), keys[0], keys[1]);
            for (long version = 1; version < 5; version++)
                await xa.ConfirmAsync(version);
            await xa.ExecuteAsync("update node.sheet set effective_time = effective_time - interval '9 days' where version < 5");
        }

        await using (var again = await DirectoryNode.StartAsync(lab, "XA", store, lab.Port("XA")))
        {
            var parts = Make(again);
            Assert.Equal([1ul, 4ul, 5ul], SheetsIn(parts).Select(sheet => sheet.Version));
            Assert.Equal(5ul, Read(again, parts).Newest.Single().Version);

            // Without the first, nothing shows it: the same manifest, were it signed, would be refused.
            var manifest = DirectoryManifest.Parser.ParseFrom(parts[0].Manifest.Payload);
            manifest.Sheets.RemoveAt(0);
            manifest.StateDigest = DirectoryCopyState.DigestOf(manifest, again.Get<TrustStore>().Last, []);
            parts[0] = new() { Manifest = EnvelopeSigner.Sign(PayloadType.DirectoryManifest, manifest, lab.Network.Countries["XA"].Node.SigningKey) };
            parts.RemoveAt(parts.FindIndex(part => part.Sheet is not null));
            var refused = Assert.IsType<CopyVerdict.Refused>(DirectoryCopyReader.Read(parts, lab.Network.Documents.Anchor, TestLab.Now));
            Assert.Contains("not signed by two different directory keys", refused.Detail, StringComparison.Ordinal);
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_carries_notices_and_one_made_with_a_compromised_key_is_refused()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var own = lab.Network.Countries["XA"];
        var before = Make(xa);
        Assert.Empty(Make(xa, DirectoryManifest.Parser.ParseFrom(before[0].Manifest.Payload).StateDigest));
        var notice = TrustDocuments.Sign(
            new CompromisedNotice
            {
                NetworkId = TestLab.NetworkId,
                Realm = Realm.Operational,
                KeyIds = { own.Node.SigningKey.Public.KeyId },
                CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now),
            },
            own.CountryKey);
        await xa.Get<TrustStore>().OfferNoticesAsync([notice], "XA", Cancellation);

        var parts = Make(xa, DirectoryManifest.Parser.ParseFrom(before[0].Manifest.Payload).StateDigest);

        Assert.Equal(notice, Assert.Single(parts, part => part.Notice is not null).Notice);
        var refused = Assert.IsType<CopyVerdict.Refused>(DirectoryCopyReader.Read(parts, lab.Network.Documents.Anchor, TestLab.Now));
        Assert.Equal(CopyFault.Manifest, refused.Fault);
        parts.RemoveAt(parts.FindIndex(part => part.Notice is not null));
        refused = Assert.IsType<CopyVerdict.Refused>(DirectoryCopyReader.Read(parts, lab.Network.Documents.Anchor, TestLab.Now));
        Assert.Equal(CopyFault.Incomplete, refused.Fault);
    }

    [Fact]
    public async Task Key_sets_from_before_a_country_key_was_replaced_are_followed()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var trust = xa.Get<TrustStore>();
        using var fresh = PrivateKey.Generate(EllipticCurve.P384);
        var roster = TrustDocuments.Next(trust.Last.Rosters.Current!, TestLab.Now, TimeSpan.FromDays(90));
        roster.Members.Single(member => member.Country == "XB").CountryKey = fresh.Public.PublicKey;
        var keySet = TrustDocuments.Next(trust.Last.FindMember("XB")!.Keys!, TestLab.Now);
        await trust.OfferAsync([lab.Network.SignRoster(roster)], [TrustDocuments.Sign(keySet, fresh)], "XB", Cancellation);

        var copy = Read(xa, Make(xa));

        Assert.Equal(trust.Last.KeySetVersions, copy.Trust.KeySetVersions);
        Assert.Equal(2, copy.Trust.FindMember("XB")!.KeySets!.Versions.Length);
    }

    public void Dispose() => lab.Dispose();

    private static List<GetDirectoryCopyResponse> Make(PeersNode node, ByteString? known = null) =>
        [.. node.Get<DirectoryCopies>().Make(known ?? ByteString.Empty)];

    private DirectoryCopy Read(PeersNode node, List<GetDirectoryCopyResponse> parts)
    {
        var verdict = DirectoryCopyReader.Read(parts, lab.Network.Documents.Anchor, TimeProvider.System.GetUtcNow());
        Assert.True(verdict is CopyVerdict.Accepted, $"The copy of {node.Country}: {verdict}");
        return ((CopyVerdict.Accepted)verdict).Copy;
    }

    private static IEnumerable<Sheet> SheetsIn(IEnumerable<GetDirectoryCopyResponse> parts) =>
        parts.Where(part => part.Sheet is not null).Select(part => Sheet.Parser.ParseFrom(part.Sheet.Payload));
}
