using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Xunit;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>
/// Rosters signed with openssl, as a peer shows them over its real port, as the trust folder holds them, and as a newcomer
/// fetches them: each wrong one changes nothing and is stored with a reason of its own.
/// </summary>
public sealed class RosterMatrixTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private readonly OpenSsl openssl = new();
    private BorderDocuments documents = null!;
    private PeersNode xb = null!;
    private ScriptedPeer xa = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TrustSnapshot Trust => xb.Get<TrustStore>().Last;

    /// <summary>Each with the reason that stands for it.</summary>
    private static readonly (string What, string Reason)[] Wrong =
    [
        ("one signature", "SIGNATURES_MISSING"),
        ("the same signature twice", "SIGNATURES_MISSING"),
        ("one signature and a stranger's", "SIGNATURES_MISSING"),
        ("strangers' signatures", "SIGNER_UNKNOWN"),
        ("former authority keys", "SIGNER_UNKNOWN"),
        ("expired", "EXPIRED"),
        ("older", "OLDER"),
        ("another version 2", "CONFLICT"),
        ("cut off", "UNREADABLE"),
        ("cut off between members", "SIGNATURE_INVALID"),
        ("members in another order", "SIGNATURE_INVALID"),
        ("a member changed after signing", "SIGNATURE_INVALID"),
        ("a version left out", "VERSION_GAP"),
        ("a duplicate member", "DUPLICATE_MEMBER"),
        ("two members with one key", "SHARED_KEY"),
        ("another predecessor", "PREVIOUS_DIGEST_MISMATCH"),
        ("another network", "WRONG_NETWORK"),
        ("an exercise", "WRONG_REALM"),
        ("a key set", "WRONG_PAYLOAD_TYPE"),
    ];

    public async ValueTask InitializeAsync()
    {
        documents = new BorderDocuments(openssl, lab);
        xa = await ScriptedPeer.StartAsync(lab, "XA", "XB");
        xb = await PeersNode.StartAsync(lab, "XB");
        await documents.BeginAsync();
        Show(rosters: [documents.Second]);
        await Eventually.Async(() => Trust.Rosters.Current!.Version == 2, Deadlines.OverSockets, Cancellation, "version 2 is in force");
    }

    public async ValueTask DisposeAsync()
    {
        await xb.DisposeAsync();
        await xa.DisposeAsync();
        openssl.Dispose();
        lab.Dispose();
    }

    [Fact]
    public async Task A_wrong_roster_of_a_peer_is_refused_with_its_own_reason_and_the_right_one_is_taken_after()
    {
        xb.Logs.Expect("the second version 2", log => log.Event.Name == "TrustDocumentConflict");
        foreach (var (what, reason) in Wrong)
        {
            var before = await CountAsync("XA", reason);
            Show(rosters: [await documents.WrongAsync(what)]);
            await Eventually.Async(
                async () => await CountAsync("XA", reason) > before, Deadlines.OverSockets, Cancellation, $"{what} is refused as {reason}");
            Assert.True(Trust.Rosters.Current!.Version == 2, what);
            Assert.All(Trust.Members.Values, member => Assert.Equal(MemberState.Active, member.State));
        }

        Assert.All(await RefusalsAsync("XA"), row => Assert.StartsWith("Roster from XA: ", row.LastDetail, StringComparison.Ordinal));
        Show(rosters: [await documents.ThirdAsync(roster => roster.Members[2].State = MemberState.Suspended)]);
        await Eventually.Async(() => Trust.FindMember("XC")!.State == MemberState.Suspended, Deadlines.OverSockets, Cancellation, "version 3 is in force");
    }

    [Fact]
    public async Task Versions_in_another_order_are_refused_until_they_come_in_order()
    {
        var third = await documents.ThirdAsync();
        var fourth = NetworkRoster.Parser.ParseFrom(third.Payload);
        (fourth.Version, fourth.PreviousDigest) = (4, Federation.Digest.Of(third.Payload).Bytes);
        var signed = await openssl.SignAsync("roster", fourth.ToByteString(), "authority-1", "authority-2");
        Show(rosters: [signed, third]);
        await Eventually.Async(() => Trust.Rosters.Current!.Version == 3, Deadlines.OverSockets, Cancellation, "version 3 is in force");
        await Eventually.Async(async () => await CountAsync("XA", "VERSION_GAP") > 0, Deadlines.OverSockets, Cancellation);
        Show(rosters: [third, signed]);
        await Eventually.Async(() => Trust.Rosters.Current!.Version == 4, Deadlines.OverSockets, Cancellation, "version 4 is in force");
    }

    [Theory]
    [InlineData("strangers' signatures", "SIGNER_UNKNOWN")]
    [InlineData("expired", "EXPIRED")]
    [InlineData("a duplicate member", "DUPLICATE_MEMBER")]
    [InlineData("members in another order", "SIGNATURE_INVALID")]
    public async Task A_wrong_roster_in_the_trust_folder_is_refused_with_its_own_reason(string what, string reason)
    {
        xa.Greet = null;
        var wrong = await documents.WrongAsync(what);
        await File.WriteAllBytesAsync(Path.Combine(xb.TrustFolder, "rosters", "000003.bin"), wrong.ToByteArray(), Cancellation);
        await Eventually.Async(async () => await CountAsync("", reason) > 0, Deadlines.OverSockets, Cancellation, $"{what} is refused as {reason}");
        Assert.Equal(2ul, Trust.Rosters.Current!.Version);
        Assert.StartsWith("Roster from folder: ", (await RefusalsAsync(""))[0].LastDetail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one signature", "SignaturesMissing")]
    [InlineData("strangers' signatures", "SignerUnknown")]
    [InlineData("a duplicate member", "DuplicateMember")]
    [InlineData("two members with one key", "SharedKey")]
    [InlineData("cut off", "Unreadable")]
    [InlineData("another version 2", "Two documents")]
    public async Task A_newcomer_that_is_shown_a_wrong_roster_believes_none_of_it(string what, string said)
    {
        var wrong = await documents.WrongAsync(what);
        xa.Greet = (request, response) =>
            response.Rosters.Add(request.Picture.Country == "XC" ? [documents.First, documents.Second, wrong] : []);
        var own = KeySet.Parser.ParseFrom(lab.Network.Documents.KeySets[2].Payload);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ChainFetch.FetchAsync(
            new Uri($"https://127.0.0.1:{lab.Port("XA")}"),
            lab.Network.Countries["XC"].Node,
            own,
            lab.Network.Documents.Anchor,
            TestLab.Now,
            Cancellation));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_kind_of_document_presented_as_another_is_refused_before_its_signature_is_looked_at()
    {
        var before = await CountAsync("XA", "WRONG_PAYLOAD_TYPE");
        xa.Greet = (_, response) =>
        {
            response.Rosters.Add(lab.Network.Documents.KeySets[0]);
            response.KeySets.Add(documents.First);
            response.Notices.Add(documents.First);
        };
        xb.Get<PeerContacts>().WantTalk("XA");
        await Eventually.Async(async () => await CountAsync("XA", "WRONG_PAYLOAD_TYPE") >= before + 3, Deadlines.OverSockets, Cancellation);
        xa.Greet = null;

        using var caller = new RawPeer(lab);
        openssl.TakeKey("P-256-signing", lab.Network.Countries["XA"].Node.SigningKey.ToPem());
        foreach (var type in PayloadType.All.Except([PayloadType.Dispatch]))
        {
            var dispatch = caller.Write(Lane.Urgent, caller.Chains.GetValueOrDefault(Lane.Urgent).Next()).Dispatch.ToMessage();
            var kind = type.MediaType["application/vnd.contactnetwork.".Length..^".v1+protobuf".Length];
            dispatch.Skeleton = await openssl.SignAsync(kind, dispatch.Skeleton.Payload, "P-256-signing");
            var honest = await caller.DeliverOneAsync(dispatch);
            Assert.Equal((Outcome.Refused, ReceiptReason.WrongPayloadType), (honest.Outcome, honest.Reason));

            // The same signature under the name of a dispatch is one over other bytes.
            dispatch.Skeleton.PayloadType = PayloadType.Dispatch.MediaType;
            var renamed = await caller.DeliverOneAsync(dispatch);
            Assert.Equal((Outcome.Refused, ReceiptReason.SignatureInvalid), (renamed.Outcome, renamed.Reason));
        }

        var kinds = PayloadType.All.Length - 1;
        await Eventually.Async(
            async () => await CountAsync("XA", "WRONG_PAYLOAD_TYPE", RefusalSource.Dispatch) == kinds
                && await CountAsync("XA", "SIGNATURE_INVALID", RefusalSource.Dispatch) == kinds,
            Deadlines.OverSockets,
            Cancellation);
        Assert.Equal(0, await xb.CountAsync("inbox"));
    }

    [Fact]
    public async Task A_key_set_that_names_a_weak_authority_is_refused_though_rightly_signed()
    {
        var (start, end) = (TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9));
        await openssl.MakeRsaKeyAsync("weak-ca", 2048);
        await openssl.MakeCertificateAsync("weak-ca", new CertificateWish(
            null, start, end, "basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign"));
        await openssl.MakeCertificateAsync("useless-ca", new CertificateWish(
            null, start, end, "basicConstraints = critical, CA:TRUE", "keyUsage = critical, cRLSign"));
        foreach (var (authority, said) in new[] { ("weak-ca", "too weak"), ("useless-ca", "not for signing certificates") })
        {
            var before = await CountAsync("XA", "MALFORMED");
            Show(keySets: [await BorderCertificates.KeySetAsync(openssl, lab, "XA", authority)]);
            await Eventually.Async(async () => await CountAsync("XA", "MALFORMED") > before, Deadlines.OverSockets, Cancellation);
            Assert.Contains(said, (await RefusalsAsync("XA")).Single(row => row.Reason == "MALFORMED").LastDetail, StringComparison.Ordinal);
            Assert.Equal(1ul, Trust.FindMember("XA")!.Keys!.Version);
        }
    }

    private void Show(Envelope[]? rosters = null, Envelope[]? keySets = null)
    {
        xa.Greet = (_, response) =>
        {
            response.Rosters.Add(rosters ?? []);
            response.KeySets.Add(keySets ?? []);
        };
        xb.Get<PeerContacts>().WantTalk("XA");
    }

    private async Task<IReadOnlyList<PeerRefusal>> RefusalsAsync(string country) =>
        [.. (await xb.Get<ListRefusals>().HandleAsync(new ListRefusalsRequest(), Cancellation)).Refusals
            .Where(row => row.Country == country && row.Source == RefusalSource.Document)];

    private async Task<long> CountAsync(string country, string reason, RefusalSource source = RefusalSource.Document) =>
        (await xb.Get<ListRefusals>().HandleAsync(new ListRefusalsRequest(), Cancellation)).Refusals
            .Where(row => row.Country == country && row.Source == source && row.Reason == reason).Sum(row => row.Count);
}
