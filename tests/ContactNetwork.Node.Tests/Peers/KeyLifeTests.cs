using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>Keys between real nodes: withdrawn, tainted, unknown, renewed; and notices before and after a recovery.</summary>
public sealed class KeyLifeTests : IDisposable
{
    /// <summary>What is promised of a withdrawal: every reachable node acts on it within a minute.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(60);

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FoundedCountry Xa => lab.Network.Countries["XA"];

    [Fact]
    public async Task A_withdrawn_certificate_and_signing_key_count_nowhere_within_a_minute_and_what_is_open_is_closed()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var thief = new RawPeer(lab);
        await thief.HelloAsync();
        var signed = thief.Next();

        // The owner goes on with a fresh certificate and key, and publishes the withdrawal at its own node only.
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        var certificate = Xa.Authority.IssueNode(TestLab.NetworkId, "XA", NodeNames.Loopback, TestLab.Now.AddMinutes(-1), TestLab.Now.AddDays(9));
        await OfferAsync(xa, keys =>
        {
            keys.SigningKeys[0].State = KeyState.Withdrawn;
            keys.SigningKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9)));
            keys.WithdrawnCertificateKeys.Add(PeerCertificate.KeyDigestOf(Xa.Node.Certificate).Bytes);
        });
        new NodeCredentials(certificate, fresh).Save(xa.TrustFolder);

        await Eventually.Async(() => IsRefusedAsync(thief), Promised, Cancellation, "XB refuses the withdrawn certificate");
        Assert.True(await IsRefusedAsync(thief));
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "PeerConnectionClosed");

        // A signature by the withdrawn key over the new connection is no better.
        thief.Current = new NodeCredentials(certificate, Xa.Node.SigningKey);
        var receipt = await thief.DeliverOneAsync(signed);
        Assert.Equal((Outcome.NotNow, ReceiptReason.KeyUnknown), (receipt.Outcome, receipt.Reason));
        Assert.Equal(0, await xb.CountAsync("inbox"));
    }

    [Fact]
    public async Task A_tainted_key_signs_nothing_new_and_vouches_for_what_came_before_and_a_withdrawn_one_for_nothing_that_is_shown()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xa = new RawPeer(lab);
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next())).Outcome);
        var kept = Envelope.Parser.ParseFrom(await xb.ScalarAsync<byte[]>("select envelope from node.inbox"));
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        await OfferAsync(xb, keys =>
        {
            keys.SigningKeys[0].State = KeyState.Tainted;
            keys.SigningKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9)));
        });

        var next = xa.Next();
        Assert.Equal(ReceiptReason.KeyUnknown, (await xa.DeliverOneAsync(next)).Reason);
        Assert.IsType<EnvelopeCheck.SignedBy>(Verify(xb, kept, member => [.. member.KeysForKept()]));

        // The same bytes with a signature of the new key beside the old one are taken.
        var both = next.Dispatch.ToMessage();
        EnvelopeSigner.AddSignature(both.Skeleton, PayloadType.Dispatch, fresh);
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(both)).Outcome);

        await OfferAsync(xb, keys => keys.SigningKeys[0].State = KeyState.Withdrawn);
        Assert.IsType<EnvelopeCheck.Faulty>(Verify(xb, kept, member => [.. member.KeysForKept()]));
        var receivedAt = await xb.ScalarAsync<DateTime>("select receive_time from node.inbox order by id limit 1");
        Assert.IsType<EnvelopeCheck.SignedBy>(Verify(xb, kept, member => [.. member.KeysForReceived(receivedAt)]));
    }

    [Fact]
    public async Task A_key_that_the_receiver_does_not_know_calls_the_senders_desk_once_and_delivers_when_it_is_published()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        using var unpublished = PrivateKey.Generate(EllipticCurve.P256);
        new NodeCredentials(Xa.Node.Certificate, unpublished).Save(xa.TrustFolder);
        await Eventually.Async(
            () => xa.Get<INodeCredentials>().Current.SigningKey.Public.Equals(unpublished.Public), Deadlines.OverSockets, Cancellation);

        await xa.FileAsync("XB");
        await Eventually.Async(() => Calls(xa) == 1, Deadlines.OverSockets, Cancellation, "XA's desk is called");
        await Eventually.Async(
            async () => await xa.ScalarAsync<long>("select count(*) from node.outgoing_lane where told_reason = 'KEY_UNKNOWN'") == 1,
            Deadlines.OverSockets, Cancellation, "it is written down why");
        await Eventually.Async(
            async () => await xa.ScalarAsync<long>("select max(attempts)::bigint from node.outgoing_lane") >= 2, Deadlines.OverSockets, Cancellation, "it is tried again");
        Assert.Equal(1, Calls(xa));
        Assert.Contains(PeersAlarms.SigningKeyUnpublished, xa.Get<Alarms>().Raised);

        await OfferAsync(xa, keys => keys.SigningKeys.Add(
            TrustDocuments.Entry(unpublished.Public, KeyState.Active, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9))));
        await Eventually.Async(async () => await xb.CountAsync("inbox") == 1, Promised, Cancellation, "XB has it");
    }

    [Fact]
    public async Task A_notice_that_is_published_again_after_the_recovery_does_nothing()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xa = new RawPeer(lab);
        var notice = Notice(Xa.CountryKey, Xa.Node.SigningKey.Public.KeyId);
        await xb.Get<TrustStore>().OfferNoticesAsync([notice], "people", Cancellation);
        Assert.Equal(ReceiptReason.KeyCompromised, (await xa.DeliverOneAsync(xa.Write(Lane.Urgent, xa.Chains.GetValueOrDefault(Lane.Urgent).Next()))).Reason);

        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        await OfferAsync(xb, keys =>
        {
            keys.SigningKeys[0].State = KeyState.Withdrawn;
            keys.SigningKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9)));
        });
        xa.Current = xa.Current with { SigningKey = fresh };
        await Eventually.Async(() => Alerts(xb) == 1, Deadlines.OverSockets, Cancellation);

        var again = await xb.Get<TrustStore>().OfferNoticesAsync([notice], "XC", Cancellation);
        Assert.IsType<TrustOffer.Known>(Assert.Single(again));
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next())).Outcome);
        Assert.Equal(1, Alerts(xb));
        Assert.Single(xb.Get<TrustStore>().Last.Notices);
    }

    [Fact]
    public async Task A_notice_of_the_country_key_waits_once_for_the_key_set_that_the_caller_says_it_holds()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xc = new RawPeer(lab, "XC");
        var notice = Notice(Xa.CountryKey, Xa.CountryKey.Public.KeyId);
        var newer = new DocumentVersion { Country = "XA", Version = 2, Digest = Federation.Digest.Of("2"u8).Bytes };
        void Tell(HelloRequest hello)
        {
            hello.Picture.KeySets.Add(newer);
            hello.Notices.Add(notice);
        }

        await xc.HelloAsync(Tell);
        Assert.Empty(xb.Get<TrustStore>().Last.Notices);
        // Meanwhile the key set that the key had signed before comes.
        await OfferAsync(xb, keys => keys.Endpoints.Add("https://127.0.0.1:1"));
        await xc.HelloAsync(Tell);
        Assert.Single(xb.Get<TrustStore>().Last.Notices);
        Assert.Equal(2ul, xb.Get<TrustStore>().Last.FindMember("XA")!.Keys!.Version);

        // From here on that key signs nothing more.
        await OfferAsync(xb, keys => keys.Endpoints.Add("https://127.0.0.1:2"), isTaken: false);
    }

    [Fact]
    public async Task A_caller_that_never_shows_its_newer_key_set_delays_a_notice_by_one_hello_and_no_more()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        using var xc = new RawPeer(lab, "XC");
        var notice = Notice(Xa.CountryKey, Xa.CountryKey.Public.KeyId);
        var newer = new DocumentVersion { Country = "XA", Version = 9, Digest = Federation.Digest.Of("9"u8).Bytes };
        foreach (var expected in new[] { 0, 1 })
        {
            await xc.HelloAsync(hello =>
            {
                hello.Picture.KeySets.Add(newer);
                hello.Notices.Add(notice);
            });
            Assert.Equal(expected, xb.Get<TrustStore>().Last.Notices.Length);
        }
    }

    [Fact]
    public async Task A_certificate_is_renewed_at_two_thirds_of_its_life_by_the_clock_and_the_moments_of_nodes_differ()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        var folder = Directory.CreateTempSubdirectory("keeper-").FullName;
        try
        {
            var own = lab.Network.Countries["XB"];
            own.SaveForNode(folder);
            var credentials = new FileCredentials(folder, NullLogger<FileCredentials>.Instance);
            var (before, alarms) = (credentials.Current.Certificate, new Alarms());
            DateTimeOffset due = CertificateRenewal.DueOf(before), start = before.NotBefore;
            var part = (due - start) / (before.NotAfter - before.NotBefore);
            Assert.InRange(part, CertificateRenewal.EarliestPart, CertificateRenewal.EarliestPart + CertificateRenewal.JitterPart);
            var parts = lab.Network.Countries.Values.Select(country => CertificateRenewal.DueOf(country.Node.Certificate) - (DateTimeOffset)country.Node.Certificate.NotBefore);
            Assert.Equal(3, parts.Distinct().Count());

            var clock = new FakeTimeProvider(due.AddSeconds(-1));
            var keeper = new CertificateKeeper(
                credentials,
                xb.Get<TrustStore>(),
                Microsoft.Extensions.Options.Options.Create(new TrustOptions { Folder = folder }),
                alarms,
                clock,
                NullLogger<CertificateKeeper>.Instance);
            keeper.Keep();
            Assert.Equal(before.Thumbprint, credentials.Current.Certificate.Thumbprint);

            // Due, but the authority is kept elsewhere: an alarm, and another try five minutes later.
            clock.Advance(TimeSpan.FromSeconds(2));
            keeper.Keep();
            Assert.Equal(before.Thumbprint, credentials.Current.Certificate.Thumbprint);
            Assert.Contains(PeersAlarms.CertificateNotRenewed, alarms.Raised);
            own.Authority.Save(folder);
            clock.Advance(CertificateKeeper.RetryAfter - TimeSpan.FromSeconds(1));
            keeper.Keep();
            Assert.Equal(before.Thumbprint, credentials.Current.Certificate.Thumbprint);
            clock.Advance(TimeSpan.FromSeconds(2));
            keeper.Keep();
            var after = credentials.Current.Certificate;
            Assert.NotEqual(before.Thumbprint, after.Thumbprint);
            Assert.NotEqual(PeerCertificate.KeyDigestOf(before), PeerCertificate.KeyDigestOf(after));
            Assert.Equal(PeerCertificate.ReadSpiffeId(before), PeerCertificate.ReadSpiffeId(after));
            Assert.True(after.NotBefore > before.NotBefore);

            keeper.Keep();
            Assert.DoesNotContain(PeersAlarms.CertificateNotRenewed, alarms.Raised);
            Assert.Equal(after.Thumbprint, credentials.Current.Certificate.Thumbprint);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Proofs_of_second_histories_of_one_peer_are_bounded()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        xb.Logs.Expect("the forks", log => log.Event.Name == "PeerForked");
        using var xa = new RawPeer(lab);
        var place = xa.Chains.GetValueOrDefault(Lane.Urgent).Next();
        await xa.DeliverOneAsync(xa.Next());
        await xb.ExecuteAsync(
            $"""
            insert into node.conflicting_dispatch (peer, lane, epoch, sequence, digest, envelope, receive_time)
            select 'XA', 1, 1, 1, decode(lpad(to_hex(n), 64, '0'), 'hex'), '\x00', now() from generate_series(1, {ForkTable.KeptMax - 1}) n
            """);
        foreach (var _ in Enumerable.Range(0, 3))
            Assert.Equal(ReceiptReason.Fork, (await xa.DeliverOneAsync(xa.Write(Lane.Urgent, place))).Reason);
        Assert.Equal(ForkTable.KeptMax, await xb.CountAsync("conflicting_dispatch"));
        Assert.Equal(2, await xb.ScalarAsync<long>("select left_out from node.fork_count where peer = 'XA'"));
    }

    public void Dispose() => lab.Dispose();

    private static async Task<bool> IsRefusedAsync(RawPeer peer)
    {
        try
        {
            await peer.HelloAsync();
            return false;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode is StatusCode.Unavailable or StatusCode.Internal;
        }
    }

    private static EnvelopeCheck Verify(PeersNode node, Envelope envelope, Func<TrustedMember, VerificationKey[]> keys) =>
        EnvelopeVerifier.Verify(envelope, PayloadType.Dispatch, keys(node.Get<TrustStore>().Last.FindMember("XA")!));

    private static int Calls(PeersNode node) => node.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Count(order => order.Cause == PeersCauses.PeerRefuses);

    private static int Alerts(PeersNode node) => node.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Count(order => order.Cause == PeersCauses.KeyCompromised);

    /// <summary>Puts XA's next key set in force at one node.</summary>
    private async Task OfferAsync(PeersNode node, Action<KeySet> change, bool isTaken = true)
    {
        var trust = node.Get<TrustStore>();
        var held = trust.Last.FindMember("XA")!.Keys!;
        var next = TrustDocuments.Next(held, TestLab.Now);
        change(next);
        await trust.OfferAsync([], [TrustDocuments.Sign(next, Xa.CountryKey)], TrustStore.FolderOrigin, Cancellation);
        Assert.Equal(isTaken ? held.Version + 1 : held.Version, trust.Last.FindMember("XA")!.Keys!.Version);
    }

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
