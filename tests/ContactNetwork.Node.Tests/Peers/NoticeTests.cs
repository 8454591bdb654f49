using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;
using Realm = ContactNetwork.Federation.V1.Realm;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A notice that keys are in wrong hands: what it ends, how it travels, and what is only kept.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Federation.Identities.FoundedCountry Robbed => lab.Network.Countries["XA"];

    [Fact]
    public async Task Once_published_anywhere_no_node_takes_connections_or_signatures_of_the_keys_and_every_desk_is_called()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xc = await PeersNode.StartAsync(lab, "XC");
        using var thief = new RawPeer(lab);
        await thief.DeliverOneAsync(thief.Next());
        var keptBefore = await xb.ScalarAsync<byte[]>("select envelope from node.inbox");

        // Of all countries, the one that did not lose the key publishes.
        var notice = (await PublishAsync(xc, Sign(
            Robbed.CountryKey, Robbed.Node.SigningKey.Public.KeyId, NoticeJudge.KeyIdOf(Robbed.Node.Certificate)))).Notice;
        Assert.Equal(("XA", true), (notice.Country, notice.IsByCountryKey));

        await Eventually.Async(() => xb.Get<TrustStore>().Last.Notices.Length == 1, Deadlines.OverSockets, Cancellation);
        await Eventually.Async(
            async () => await RawPeer.RefusalAsync(() => thief.HelloAsync()) is (StatusCode.Unavailable, null), Deadlines.OverSockets, Cancellation);
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "PeerConnectionClosed");
        await Eventually.Async(() => IsCalled(xb) && IsCalled(xc), Deadlines.OverSockets, Cancellation);

        var robbed = xb.Get<TrustStore>().Last.FindMember("XA")!;
        Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(
            Envelope.Parser.ParseFrom(keptBefore), PayloadType.Dispatch, robbed.KeysForKept()));
    }

    [Fact]
    public async Task A_dispatch_signed_with_a_compromised_key_is_answered_with_the_reason_and_taken_with_another_signature()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xa = new RawPeer(lab);
        await PublishAsync(xb, Sign(Robbed.Node.SigningKey, Robbed.Node.SigningKey.Public.KeyId));

        var receipt = await xa.DeliverOneAsync(xa.Next());
        Assert.Equal((Outcome.NotNow, ReceiptReason.KeyCompromised), (receipt.Outcome, receipt.Reason));
        Assert.Equal(0, await xb.CountAsync("inbox"));
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "DispatchNotTaken");
    }

    [Fact]
    public async Task A_notice_for_unknown_keys_is_kept_within_bounds_and_neither_acted_on_nor_told()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xa = new RawPeer(lab);
        using var stranger = PrivateKey.Generate(EllipticCurve.P256);
        for (var round = 0; round < NoticeTable.UnknownPerOriginMax + 3; round++)
        {
            var unknown = Sign(stranger, Federation.Digest.Of(BitConverter.GetBytes(round)).Hex);
            var answer = await xa.HelloAsync(hello => hello.Notices.Add(unknown));
            Assert.Empty(answer.Notices);
            Assert.Empty(answer.Picture.Notices);
        }

        Assert.Equal(NoticeTable.UnknownPerOriginMax, await xb.CountAsync("unknown_notice"));
        Assert.Empty(xb.Get<TrustStore>().Last.Notices);
        Assert.False(IsCalled(xb));
        var refused = await Assert.ThrowsAsync<RefusalException>(() => PublishAsync(xb, Sign(stranger, stranger.Public.KeyId)));
        Assert.Equal(("NOTICE_REFUSED", "SignaturesMissing"), (refused.Refusal.Reason, refused.Refusal.Metadata["fault"]));
    }

    [Fact]
    public async Task A_kept_notice_counts_once_its_key_set_has_come()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var key = PrivateKey.Generate(EllipticCurve.P256);
        await Assert.ThrowsAsync<RefusalException>(() => PublishAsync(xb, Sign(key, key.Public.KeyId)));
        var trust = xb.Get<TrustStore>();
        var next = TrustDocuments.Next(trust.Last.FindMember("XA")!.Keys!, TestLab.Now);
        next.SigningKeys.Add(TrustDocuments.Entry(key.Public, KeyState.Prepared, TestLab.Now, TestLab.Now.AddDays(30)));
        await trust.OfferAsync([], [TrustDocuments.Sign(next, Robbed.CountryKey)], "test", Cancellation);
        Assert.Equal([key.Public.KeyId], Assert.Single(trust.Last.Notices).KeyIds);
        Assert.Equal(0, await xb.CountAsync("unknown_notice"));
    }

    [Fact]
    public async Task Notices_survive_a_restart_and_the_same_again_changes_nothing()
    {
        await using var store = await Kit.TestStore.CreateAsync();
        var notice = Sign(Robbed.CountryKey, Robbed.Node.SigningKey.Public.KeyId);
        await using (var before = await PeersNode.StartAsync(lab, "XB", store, isOwner: false, lab.Port("XB")))
        {
            await PublishAsync(before, notice);
            await PublishAsync(before, notice);
        }

        await using var after = await PeersNode.StartAsync(lab, "XB", store, isOwner: false, lab.Port("XB"));
        Assert.Single(after.Get<TrustStore>().Last.Notices);
        Assert.Single(after.Get<NoticePublications>().List().Notices);
    }

    [Fact]
    public async Task The_alarm_about_two_key_sets_of_one_version_ends_when_a_later_one_goes_on_from_ours()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the second one", log => log.Event.Name == "TrustDocumentConflict");
        var trust = xb.Get<TrustStore>();
        var alarms = xb.Get<Operations.Alarms>();
        KeySet Next() => TrustDocuments.Next(trust.Last.FindMember("XA")!.Keys!, TestLab.Now);

        var other = Next();
        other.Endpoints.Add("https://127.0.0.1:1");
        await trust.OfferAsync([], [TrustDocuments.Sign(Next(), Robbed.CountryKey)], "XA", Cancellation);
        await trust.OfferAsync([], [TrustDocuments.Sign(other, Robbed.CountryKey)], "XC", Cancellation);
        Assert.Contains("KEY_SET_CONFLICT:XA", alarms.Raised);
        await trust.OfferAsync([], [TrustDocuments.Sign(Next(), Robbed.CountryKey)], "XA", Cancellation);
        Assert.DoesNotContain("KEY_SET_CONFLICT:XA", alarms.Raised);
    }

    public void Dispose() => lab.Dispose();

    private static bool IsCalled(PeersNode node) =>
        node.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == PeersCauses.KeyCompromised);

    private static Task<PublishNoticeResponse> PublishAsync(PeersNode node, Envelope notice)
    {
        var request = new PublishNoticeRequest { Envelope = notice.ToByteString() };
        return node.Get<NoticePublications>().PublishAsync(
            request, RequestKey.Of("person", "publish", Guid.NewGuid().ToString(), request), Cancellation);
    }

    private static Envelope Sign(PrivateKey key, params string[] keyIds) => TrustDocuments.Sign(
        new CompromisedNotice
        {
            NetworkId = TestLab.NetworkId,
            Realm = Realm.Operational,
            CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now),
            KeyIds = { keyIds },
        },
        key);
}
