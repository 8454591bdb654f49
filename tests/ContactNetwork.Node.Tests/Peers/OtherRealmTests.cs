using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// Networks that have taken this one's id, one of them to exercise: only their authorities, and the realm that these name,
/// tell them apart. Handshakes over real sockets end, with a reason of their own and without effect.
/// </summary>
public sealed class OtherRealmTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private PeersNode xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => xb = await PeersNode.StartAsync(lab, "XB");

    public async ValueTask DisposeAsync()
    {
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Theory]
    [InlineData(Realm.Operational, "UnknownAuthority", "UNKNOWN_AUTHORITY")]
    [InlineData(Realm.Exercise, "OtherRealm", "OTHER_REALM")]
    public async Task A_node_of_another_network_or_realm_that_calls_is_refused_in_the_handshake(Realm realm, string fault, string reason)
    {
        using var other = new TestLab(realm: realm);
        using var xa = new RawPeer(lab) { Current = other.Network.Countries["XA"].Node };

        Assert.Null((await RawPeer.RefusalAsync(() => xa.HelloAsync())).Reason);
        Assert.Null((await RawPeer.RefusalAsync(() => xa.CallAsync(xa.Next().Dispatch.ToMessage()))).Reason);

        await UntilRefusedAsync(RefusalSource.HandshakeFrom, "from", fault, reason);
        Assert.Equal(0, await xb.CountAsync("inbox"));
        Assert.Equal(0, await xb.CountAsync("incoming_lane"));
        Assert.Empty(xb.Desk.Orders);
        Assert.Equal(0, await xb.CountAsync("peer where country = 'XA' and contact_time is not null"));
    }

    [Fact]
    public async Task A_node_that_exercises_where_a_member_should_be_is_refused_and_told_nothing()
    {
        using var exercise = new TestLab(realm: Realm.Exercise);
        await using var other = await ScriptedPeer.StartAsync(lab, "XA", "XB", exercise.Network.Countries["XA"].Node);
        var hasGreeted = false;
        other.Greet = (_, _) => hasGreeted = true;
        xb.Get<PeerContacts>().WantTalk("XA");

        await UntilRefusedAsync(RefusalSource.HandshakeTo, "to", "OtherRealm", "OTHER_REALM");

        Assert.False(hasGreeted);
        Assert.Equal(0, await xb.CountAsync("peer where country = 'XA' and contact_time is not null"));
    }

    [Fact]
    public async Task A_certificate_of_the_right_authority_that_names_the_other_realm_is_refused_too()
    {
        // As where a country exercises with the authority of its operational node.
        using var exercise = new TestLab(realm: Realm.Exercise);
        await xb.Get<Node.Peers.Trust.TrustStore>().OfferAsync(
            [],
            [lab.NextKeySet("XA", keys => keys.CertificateAuthorities.Add(
                Google.Protobuf.ByteString.CopyFrom(exercise.Network.Countries["XA"].Authority.CertificateBytes)))],
            "test",
            Cancellation);
        using var xa = new RawPeer(lab) { Current = exercise.Network.Countries["XA"].Node };

        Assert.Null((await RawPeer.RefusalAsync(() => xa.HelloAsync())).Reason);

        await UntilRefusedAsync(RefusalSource.HandshakeFrom, "from", "OtherRealm", "OTHER_REALM");
    }

    private async Task UntilRefusedAsync(RefusalSource source, string direction, string fault, string reason)
    {
        await Eventually.Async(
            async () => (await xb.Get<ListRefusals>().HandleAsync(new ListRefusalsRequest(), Cancellation)).Refusals.Any(refusal =>
                refusal.Source == source && refusal.Reason == reason
                && refusal.LastDetail.EndsWith("claims to be spiffe://lab/xa/node", StringComparison.Ordinal)),
            Deadlines.OverSockets,
            Cancellation,
            $"{source} {reason} stands among the refusals");
        Assert.Contains(xb.Logs.Logs, log => log.Event.Name == "PeerHandshakeRefused"
            && log.Message.Contains($"handshake {direction} ", StringComparison.Ordinal)
            && log.Message.Contains($": {fault}.", StringComparison.Ordinal));
    }
}
