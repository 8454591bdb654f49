using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Peers;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>A notice that names directory keys: they confirm nothing any more, here or at any receiver, and what was accepted stays.</summary>
public sealed class CompromisedDirectoryKeyTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Federation.Identities.FoundedCountry Robbed => lab.Network.Countries["XA"];

    [Fact]
    public async Task A_named_directory_key_publishes_nothing_at_home_and_the_sheet_in_force_stays()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = Robbed.DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await xa.PublishAsync(first, keys[0], keys[1]);
        var notice = Notice(Robbed.CountryKey, keys[1].Public.KeyId);
        Assert.IsType<TrustOffer.Accepted>((await xa.Get<TrustStore>().OfferNoticesAsync([notice], "people", Cancellation))[0]);

        var moved = TestSheets.After(first.Clone(), first);
        moved.ContactPoints[0].Channels[0].Value = "+999209999999";
        var refused = await Assert.ThrowsAsync<RefusalException>(() => xa.PublishAsync(moved, keys[0], keys[1]));
        Assert.Equal("MALFORMED_REQUEST", refused.Refusal.Reason);
        Assert.Equal("signatures[1]", Assert.Single(refused.Refusal.Violations).Field);
        var alone = await Assert.ThrowsAsync<RefusalException>(() => xa.PublishAsync(moved, keys[0]));
        Assert.Equal(("DIRECTORY_SIGNATURES_MISSING", "1"), (alone.Refusal.Reason, alone.Refusal.Metadata["signed"]));

        // What changes no channel needs no directory key, and the version in force is still there to follow.
        var note = TestSheets.After(first.Clone(), first);
        note.ContactPoints[0].Note = "Ask for the shift's number.";
        await xa.PublishAsync(note);
        Assert.Equal(2, xa.VersionOf("XA"));
    }

    [Fact]
    public void A_receiver_counts_no_named_key_for_what_comes_now_nor_for_what_it_stands_on()
    {
        var (trust, keys) = (lab.SnapshotFor("XB"), Robbed.DirectoryKeys);
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        var note = TestSheets.After(first.Clone(), first);
        note.ContactPoints[0].Note = "Ask for the shift's number.";
        Envelope[] history = [TestSheets.SignWhole(first, Robbed), TestSheets.Sign(note, Robbed.Node.SigningKey)];
        Assert.IsType<SheetVerdict.Accepted>(SheetJudge.Judge(trust, null, history, TestLab.Now));

        var after = Assert.IsType<TrustOffer.Accepted>(trust.OfferNotice(Notice(Robbed.CountryKey, keys[0].Public.KeyId))).Snapshot;
        Assert.Equal(1, SheetJudge.CountDirectorySigners(after.FindMember("XA")!, history[0], TestLab.Now));
        Assert.Equal(SheetFault.DirectorySignatures, FaultOf(after, history[0]));
        Assert.Equal(SheetFault.DirectorySignatures, FaultOf(after, history));

        // A fresh key takes the place of the named one: the newest version vouches for those before.
        using var fresh = PrivateKey.Generate(EllipticCurve.P384);
        var next = TrustDocuments.Next(after.FindMember("XA")!.Keys!, TestLab.Now);
        next.DirectoryKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9)));
        var mended = Assert.IsType<TrustOffer.Accepted>(after.OfferKeySet(TrustDocuments.Sign(next, Robbed.CountryKey))).Snapshot;
        var again = TestSheets.Sign(note, keys[1], fresh, Robbed.Node.SigningKey);
        Assert.IsType<SheetVerdict.Accepted>(SheetJudge.Judge(mended, null, [history[0], again], TestLab.Now));
    }

    [Fact]
    public void A_second_history_by_a_named_signing_key_is_no_proof_of_a_fork()
    {
        var trust = lab.SnapshotFor("XB");
        var first = TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA"), null), Robbed);
        var held = new SheetHistory([ReadSheet.Of(first).Sheet!.Digest], ReadSheet.Of(first).Sheet!);
        var other = TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA", "+999200000001"), null), Robbed);
        Assert.Equal(SheetFault.Fork, Assert.IsType<SheetVerdict.Refused>(SheetJudge.Judge(trust, held, [other], TestLab.Now)).Fault);
        var after = Assert.IsType<TrustOffer.Accepted>(
            trust.OfferNotice(Notice(Robbed.CountryKey, Robbed.Node.SigningKey.Public.KeyId))).Snapshot;
        Assert.Equal(SheetFault.Signature, Assert.IsType<SheetVerdict.Refused>(SheetJudge.Judge(after, held, [other], TestLab.Now)).Fault);
    }

    public void Dispose() => lab.Dispose();

    private static SheetFault FaultOf(TrustSnapshot trust, params Envelope[] sheets) =>
        Assert.IsType<SheetVerdict.Refused>(SheetJudge.Judge(trust, null, sheets, TestLab.Now)).Fault;

    private static Envelope Notice(PrivateKey key, params string[] keyIds) => TrustDocuments.Sign(
        new CompromisedNotice
        {
            NetworkId = TestLab.NetworkId,
            Realm = Realm.Operational,
            CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now),
            KeyIds = { keyIds },
        },
        key);
}
