using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;
using Realm = ContactNetwork.Federation.V1.Realm;

namespace ContactNetwork.Cli.Tests;

/// <summary>What people do about a peer and about keys: cn peer suspend, confirm, resume; cn node restore; cn notice.</summary>
public sealed class PeerActTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_peer_is_suspended_by_its_country_with_a_reason_and_the_screen_says_until_when()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun run = await CnRun.Async(node.Profile(), "peer", "suspend", "XB", "--because", "It floods us.");

        Assert.True(run.ExitCode == 0, run.Error);
        SuspendPeerRequest sent = Assert.Single(node.Behavior.Of<SuspendPeerRequest>());
        Assert.Equal(("nodes/xa/peers/xb", "It floods us."), (sent.Name, sent.Because));
        Assert.True(Guid.TryParse(sent.RequestId, out _));
        Assert.Contains("by nobody yet: it lapses", run.Output, StringComparison.Ordinal);
        Assert.Contains("It floods us.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspension_needs_a_reason()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        Assert.Equal(ExitCodes.Usage, (await CnRun.Async(node.Profile(), "peer", "suspend", "XB")).ExitCode);
        Assert.Empty(node.Behavior.Of<SuspendPeerRequest>());
    }

    [Fact]
    public async Task A_colleague_confirms_and_the_same_person_is_told_why_not()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = node.Profile();

        CnRun confirmed = await CnRun.Async(profile, "peer", "confirm", "xb", "--json");
        Assert.Equal("nodes/xa/people/2", confirmed.Json.GetProperty("confirmer").GetProperty("person").GetString());

        node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.PermissionDenied, "FOUR_EYES_REQUIRED", "Another person must confirm."));
        CnRun refused = await CnRun.Async(profile, "peer", "confirm", "XB", "--json");
        Assert.Equal("FOUR_EYES_REQUIRED", refused.ErrorJson.GetProperty("reason").GetString());
        Assert.NotEqual(0, refused.ExitCode);
    }

    [Fact]
    public async Task Resuming_says_whether_a_second_person_is_needed()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = node.Profile();

        Assert.Contains("not suspended any more", (await CnRun.Async(profile, "peer", "resume", "XB", "--because", "Mended.")).Output, StringComparison.Ordinal);
        node.Behavior.ResumeNeedsAnother = true;
        Assert.Contains("To be resumed", (await CnRun.Async(profile, "peer", "resume", "XB", "--because", "Mended.")).Output, StringComparison.Ordinal);
        Assert.All(node.Behavior.Of<ResumePeerRequest>(), request => Assert.Equal("Mended.", request.Because));
    }

    [Fact]
    public async Task The_same_request_id_repeats_the_same_act()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string id = Guid.NewGuid().ToString();
        await CnRun.Async(node.Profile(), "peer", "suspend", "XB", "--because", "It floods us.", "--request-id", id);
        await CnRun.Async(node.Profile(), "peer", "suspend", "XB", "--because", "It floods us.", "--request-id", id);
        Assert.All(node.Behavior.Of<SuspendPeerRequest>(), request => Assert.Equal(id, request.RequestId));
        Assert.Equal(2, node.Behavior.Of<SuspendPeerRequest>().Length);
    }

    [Fact]
    public async Task A_restore_is_shown_and_a_loss_accepted_with_peer_and_reason()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = node.Profile();

        Assert.Contains("held", (await CnRun.Async(profile, "node", "restore", "status")).Output, StringComparison.Ordinal);
        CnRun accepted = await CnRun.Async(profile, "node", "restore", "accept-loss", "--peer", "XB", "--because", "Their node is gone.", "--json");

        AcceptLossRequest sent = Assert.Single(node.Behavior.Of<AcceptLossRequest>());
        Assert.Equal(("nodes/xa/peers/xb", "Their node is gone."), (sent.Name, sent.Because));
        Assert.Equal("RESTORE_STATE_LOSS_ACCEPTED", accepted.Json.GetProperty("state").GetString());
        Assert.Equal(ExitCodes.Usage, (await CnRun.Async(profile, "node", "restore", "accept-loss", "--peer", "XB")).ExitCode);
    }

    [Fact]
    public async Task A_notice_is_made_offline_read_back_and_published_with_exactly_its_bytes()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using FoundedCountry country = FoundedCountry.Found("lab", Realm.Operational, "XA", NodeNames.Loopback, now, now.AddDays(1));
        string key = node.Write(country.CountryKey.ToPem(), "country.key");
        string keySet = Path.Combine(node.Folder, "keyset.bin");
        Envelope signed = TrustDocuments.Sign(
            country.DraftKeySet(Realm.Operational, [new Uri("https://127.0.0.1:5102")], now, now, now.AddDays(1)), country.CountryKey);
        await File.WriteAllBytesAsync(keySet, signed.ToByteArray(), Cancellation);
        string file = Path.Combine(node.Folder, "xa.notice");
        string[] make = ["notice", "make", "--key", key, "--key-set", keySet, "--out", file];

        CnRun made = await CnRun.Async(node.Profile(), make);
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Empty(node.Behavior.Received);
        Envelope notice = Envelope.Parser.ParseFrom(await File.ReadAllBytesAsync(file, Cancellation));
        CompromisedNotice content = CompromisedNotice.Parser.ParseFrom(notice.Payload);
        Assert.Contains(country.Node.SigningKey.Public.KeyId, content.KeyIds);
        Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(notice, PayloadType.Notice, [country.CountryKey.Public]));
        Assert.Equal("FILE_EXISTS", (await CnRun.Async(node.Profile(), [.. make, "--json"])).ErrorJson.GetProperty("reason").GetString());
        Assert.Contains(country.Node.SigningKey.Public.KeyId, (await CnRun.Async(node.Profile(), "notice", "show", "--file", file)).Output, StringComparison.Ordinal);

        CnRun published = await CnRun.Async(node.Profile(), "notice", "publish", file);
        Assert.True(published.ExitCode == 0, published.Error);
        Assert.Equal(notice.ToByteString(), Assert.Single(node.Behavior.Of<PublishNoticeRequest>()).Envelope);
        Assert.Contains("in wrong hands", published.Output, StringComparison.Ordinal);
        Assert.Contains("in wrong hands", (await CnRun.Async(node.Profile(), "notice", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_notice_is_told_before_anything_is_sent_and_what_the_node_refuses_after()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string wrong = node.Write("nonsense", "wrong.notice");
        Assert.Equal("NOT_A_NOTICE", (await CnRun.Async(node.Profile(), "notice", "show", "--file", wrong, "--json")).ErrorJson.GetProperty("reason").GetString());
        Assert.Equal(
            "NOT_A_KEY_SET",
            (await CnRun.Async(node.Profile(), "notice", "make", "--key", wrong, "--key-set", wrong, "--out", wrong + ".out", "--json")).ErrorJson.GetProperty("reason").GetString());
        node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.FailedPrecondition, "NOTICE_REFUSED", "No key that is known here has signed."));
        CnRun refused = await CnRun.Async(node.Profile(), "notice", "publish", wrong, "--json");
        Assert.Equal("NOTICE_REFUSED", refused.ErrorJson.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Refusals_at_the_border_are_shown_with_reason_count_and_claim()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        Assert.Contains("Nothing was refused", (await CnRun.Async(node.Profile(), "peer", "refusals")).Output, StringComparison.Ordinal);
        node.Behavior.Border.Add(Samples.Refusal());
        string output = (await CnRun.Async(node.Profile(), "peer", "refusals", "--days", "30")).Output;
        Assert.Contains("OTHER_MEMBERS_AUTHORITY", output, StringComparison.Ordinal);
        Assert.Contains("claims to be spiffe://lab/xb/node", output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await CnRun.Async(node.Profile(), "peer", "refusals", "--days", "0")).ExitCode);
        TimeSpan back = TimeProvider.System.GetUtcNow() - node.Behavior.Of<ListRefusalsRequest>()[^1].SinceTime.ToDateTimeOffset();
        Assert.InRange(back, TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1), TimeSpan.FromDays(30) + TimeSpan.FromMinutes(1));
    }
}
