using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContactNetwork.Federation.Tests.Channels;

/// <summary>Real handshakes over real sockets: XA calls XB.</summary>
public sealed class MutualTlsTests : CallsOfXa
{
    [Fact]
    public async Task The_right_certificates_let_a_call_through_and_tell_who_called()
    {
        HelloResponse response = await HelloAsync();
        Assert.Equal("XA", response.Picture.Country);
        Assert.Equal(1, node.Connections.Count);
        Assert.Empty(node.Refusals);
    }

    [Fact]
    public async Task Calls_of_one_use_share_a_connection_and_other_uses_have_their_own()
    {
        await HelloAsync();
        await HelloAsync();
        Assert.Equal(1, node.Connections.Count);
        await HelloAsync("urgent");
        Assert.Equal(2, node.Connections.Count);
    }

    public static TheoryData<string, string, string[], int, int, CertificateFault> WrongCertificates => new()
    {
        { "an expired one", "XA", ["spiffe://lab/xa/node"], -60, -1, CertificateFault.Expired },
        { "one that is not valid yet", "XA", ["spiffe://lab/xa/node"], 60, 120, CertificateFault.NotYetValid },
        { "a stranger's name", "XA", ["spiffe://lab/xz/node"], -1, 60, CertificateFault.Stranger },
        { "another network's name", "XA", ["spiffe://other/xa/node"], -1, 60, CertificateFault.OtherNetwork },
        { "one of another member's authority", "XC", ["spiffe://lab/xa/node"], -1, 60, CertificateFault.OtherMembersAuthority },
        { "two SPIFFE ids", "XA", ["spiffe://lab/xa/node", "spiffe://lab/xc/node"], -1, 60, CertificateFault.SeveralSpiffeIds },
        { "no SPIFFE id", "XA", [], -1, 60, CertificateFault.SpiffeIdMissing },
    };

    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public async Task A_wrong_certificate_ends_the_handshake_and_its_reason_is_logged(
        string what, string authority, string[] uris, int fromMinutes, int toMinutes, CertificateFault fault)
    {
        Present(authority, [.. uris], fromMinutes, toMinutes);
        RpcException refused = await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync());
        Assert.True(refused.StatusCode is StatusCode.Unavailable or StatusCode.Internal, $"{what}: {refused.Status}");
        await Eventually.Async(
            () => node.Refusals.Any(refusal => refusal.Fault == fault && refusal.IsClient), Deadlines.OverSockets, Cancellation);
        Assert.Contains(node.Logs.Logs, log => log.Event.Name == "PeerHandshakeRefused");
        Assert.Equal(0, node.Connections.Count);
    }

    [Fact]
    public async Task An_unknown_authority_is_refused_though_the_name_is_right()
    {
        using FoundedNetwork impostor = TestNetwork.Found();
        credentials.Current = impostor.Countries["XA"].Node;
        await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync());
        await Eventually.Async(
            () => node.Refusals.Any(refusal => refusal.Fault == CertificateFault.UnknownAuthority), Deadlines.OverSockets, Cancellation);
    }

    [Fact]
    public async Task A_caller_without_certificate_is_refused()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(node.Endpoint.Host, node.Endpoint.Port, Cancellation);
        await using var tls = new SslStream(socket.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        try
        {
            await tls.AuthenticateAsClientAsync("localhost");
            await tls.WriteAsync(new byte[1], Cancellation);
            Assert.Equal(0, await tls.ReadAsync(new byte[1], Cancellation));
        }
        catch (IOException)
        {
            // In TLS 1.3 the client's side of the handshake ends before the server has looked at its certificate.
        }

        await Eventually.Async(
            () => node.Refusals.Any(refusal => refusal.Fault == CertificateFault.Missing), Deadlines.OverSockets, Cancellation);
    }

    [Fact]
    public async Task A_server_with_another_members_certificate_is_refused_by_the_caller()
    {
        node.Credentials.Current = network.Countries["XC"].Node;
        await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync());
        Assert.Equal(CertificateFault.WrongMember, channels.Open("XB", "hello")!.LastFault);
    }

    [Fact]
    public async Task Unconfirmed_trust_lets_nobody_in_and_closes_what_is_open()
    {
        await HelloAsync();
        node.Trust.Current = null;
        node.Connections.Review();
        await Eventually.Async(() => node.Connections.Count == 0, Deadlines.OverSockets, Cancellation);
        await Eventually.Async(
            async () => !await SucceedsAsync()
                && node.Refusals.Any(refusal => refusal.Fault == CertificateFault.TrustUnconfirmed),
            Deadlines.OverSockets,
            Cancellation);
        trust.Current = null;
        Assert.Null(channels.Open("XB", "hello"));
    }

    [Fact]
    public async Task A_change_of_trust_closes_the_connections_it_affects_and_no_others()
    {
        await HelloAsync();
        node.Trust.Current = node.Trust.Current!.WithState(network, "XC", MemberState.Suspended);
        node.Connections.Review();
        Assert.Equal(1, node.Connections.Count);

        node.Trust.Current = node.Trust.Current!.WithState(network, "XA", MemberState.Suspended);
        node.Connections.Review();
        Assert.Equal(0, node.Connections.Count);

        // The member may connect again, to be told the reason.
        await Eventually.Async(
            async () => await SucceedsAsync() && PeerAdmission.Judge(node.Trust.Current, "XA") is PeerAdmission.Suspended,
            Deadlines.OverSockets,
            Cancellation);
    }

    [Fact]
    public async Task A_replaced_authority_closes_what_it_vouched_for()
    {
        await HelloAsync();
        using var fresh = CountryAuthority.Found(TestNetwork.Id, Realm.Operational, "XA", TestNetwork.Now.AddMinutes(-1), TestNetwork.Now.AddDays(9));
        KeySet next = TrustDocuments.Next(node.Trust.Current!.FindMember("XA")!.Keys!, TestNetwork.Now);
        next.CertificateAuthorities[0] = Google.Protobuf.ByteString.CopyFrom(fresh.CertificateBytes);
        Envelope signed = TrustDocuments.Sign(next, network.Countries["XA"].CountryKey);
        node.Trust.Current = TestNetwork.Accepted(node.Trust.Current!.OfferKeySet(signed));
        node.Connections.Review();
        Assert.Equal(0, node.Connections.Count);
        await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync());

        credentials.Current = credentials.Current with
        {
            Certificate = fresh.IssueNode(TestNetwork.Id, "XA", NodeNames.Loopback, TestNetwork.Now.AddMinutes(-1), TestNetwork.Now.AddDays(9)),
        };
        Assert.Equal("XA", (await HelloAsync()).Picture.Country);
    }

    [Fact]
    public async Task A_new_certificate_is_served_without_a_restart()
    {
        await HelloAsync();
        PeerChannel before = channels.Open("XB", "hello")!;
        X509Certificate2 renewed = network.Countries["XB"].Authority.IssueNode(
            TestNetwork.Id, "XB", NodeNames.Loopback, TestNetwork.Now.AddMinutes(-1), TestNetwork.Now.AddDays(7));
        node.Credentials.Current = node.Credentials.Current with { Certificate = renewed };
        await HelloAsync("other");
        Assert.Equal(renewed.NotAfter, channels.Open("XB", "other")!.CertificateExpireTime!.Value.LocalDateTime);
        Assert.NotEqual(before.CertificateExpireTime, channels.Open("XB", "other")!.CertificateExpireTime);
    }

    [Fact]
    public async Task The_log_of_refusals_is_limited_and_the_observer_is_not()
    {
        Present("XA", ["spiffe://lab/xz/node"], -1, 60);
        for (int i = 0; i < HandshakeJournal.LinesPerMinuteMax + 5; i++)
            await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync($"use {i}"));
        await Eventually.Async(
            () => node.Refusals.Count >= HandshakeJournal.LinesPerMinuteMax + 5, Deadlines.OverSockets, Cancellation);
        Assert.Equal(
            HandshakeJournal.LinesPerMinuteMax, node.Logs.Logs.Count(log => log.Event.Name == "PeerHandshakeRefused"));
    }

    [Fact]
    public async Task A_further_authority_closes_nothing()
    {
        await HelloAsync();
        using var fresh = CountryAuthority.Found(TestNetwork.Id, Realm.Operational, "XA", TestNetwork.Now.AddMinutes(-1), TestNetwork.Now.AddDays(9));
        node.Trust.Current = Changed("XA", keySet => keySet.CertificateAuthorities.Add(Google.Protobuf.ByteString.CopyFrom(fresh.CertificateBytes)));
        node.Connections.Review();

        Assert.Equal(1, node.Connections.Count);
        credentials.Current = credentials.Current with { Certificate = TestNetwork.IssueTo("XA", fresh) };
        Assert.Equal("XA", (await HelloAsync()).Picture.Country);
    }

    [Fact]
    public async Task A_withdrawn_certificate_is_refused_and_what_is_open_with_it_is_closed()
    {
        await HelloAsync();
        Digest key = PeerCertificate.KeyDigestOf(credentials.Current.Certificate);
        node.Trust.Current = Changed("XA", keySet => keySet.WithdrawnCertificateKeys.Add(key.Bytes));
        node.Connections.Review();

        Assert.Equal(0, node.Connections.Count);
        await Eventually.Async(
            async () => !await SucceedsAsync() && node.Refusals.Any(refusal => refusal.Fault == CertificateFault.Withdrawn),
            Deadlines.OverSockets,
            Cancellation);
        credentials.Current = credentials.Current with { Certificate = TestNetwork.IssueTo("XA", network.Countries["XA"].Authority) };
        Assert.Equal("XA", (await HelloAsync()).Picture.Country);
    }

    [Fact]
    public async Task A_withdrawn_certificate_of_the_called_node_closes_our_channel()
    {
        await HelloAsync();
        PeerChannel before = channels.Open("XB", "hello")!;
        KeySet next = TrustDocuments.Next(trust.Current!.FindMember("XB")!.Keys!, TestNetwork.Now);
        next.WithdrawnCertificateKeys.Add(PeerCertificate.KeyDigestOf(network.Countries["XB"].Node.Certificate).Bytes);
        trust.Current = TestNetwork.Accepted(trust.Current.OfferKeySet(TrustDocuments.Sign(next, network.Countries["XB"].CountryKey)));
        channels.Review();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await before.Exchange.HelloAsync(new HelloRequest(), cancellationToken: Cancellation));
        await Assert.ThrowsAnyAsync<RpcException>(() => HelloAsync());
        Assert.Equal(CertificateFault.Withdrawn, channels.Open("XB", "hello")!.LastFault);
    }

    [Fact]
    public async Task A_renewed_certificate_of_ours_moves_calls_to_new_connections_while_those_in_flight_end_in_peace()
    {
        await HelloAsync();
        PeerChannel before = channels.Open("XB", "hello")!;
        credentials.Current = credentials.Current with { Certificate = TestNetwork.IssueTo("XA", network.Countries["XA"].Authority) };
        channels.Review();

        Assert.NotSame(before, channels.Open("XB", "hello"));
        Assert.Equal("XA", (await before.Exchange.HelloAsync(new HelloRequest(), cancellationToken: Cancellation)).Picture.Country);
        Assert.Equal("XA", (await HelloAsync()).Picture.Country);
    }

    [Fact]
    public async Task A_node_that_renews_its_certificate_has_its_callers_come_back()
    {
        await HelloAsync();
        FoundedCountry called = network.Countries["XB"];
        node.Credentials.Current = called.Node with
        {
            Certificate = called.Authority.IssueNode(TestNetwork.Id, "XB", NodeNames.Loopback, TestNetwork.Now.AddMinutes(-1), TestNetwork.Now.AddDays(3)),
        };
        node.Connections.Review();

        await Eventually.Async(
            async () => await SucceedsAsync()
                && channels.Open("XB", "hello")!.CertificateExpireTime < TestNetwork.Now.AddDays(4),
            Deadlines.OverSockets,
            Cancellation);
    }

    [Fact]
    public void Every_connection_shakes_hands_anew_with_both_certificates()
    {
        var connections = new PeerConnections(trust, credentials, TimeProvider.System, NullLogger<PeerConnections>.Instance);
        var listener = new PeerListener(trust, credentials, connections, journal, TimeProvider.System);
        SslServerAuthenticationOptions options = listener.OptionsFor(new DefaultConnectionContext());
        Assert.False(options.AllowTlsResume);
        Assert.False(options.AllowRenegotiation);
        Assert.True(options.ClientCertificateRequired);
        Assert.Equal([SslApplicationProtocol.Http2], options.ApplicationProtocols);
    }

    // The called node's view after a change of a country's key set.
    private TrustSnapshot Changed(string country, Action<KeySet> change)
    {
        KeySet next = TrustDocuments.Next(node.Trust.Current!.FindMember(country)!.Keys!, TestNetwork.Now);
        change(next);
        return TestNetwork.Accepted(node.Trust.Current!.OfferKeySet(TrustDocuments.Sign(next, network.Countries[country].CountryKey)));
    }

    private async Task<bool> SucceedsAsync()
    {
        try
        {
            await HelloAsync();
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private void Present(string authority, ImmutableArray<string> uris, int fromMinutes, int toMinutes)
    {
        var profile = new CertificateProfile(
            "CN=test", uris, NodeNames.Loopback, TestNetwork.Now.AddMinutes(fromMinutes), TestNetwork.Now.AddMinutes(toMinutes));
        credentials.Current = credentials.Current with
        {
            Certificate = profile.Issue(network.Countries[authority].Authority.CertificateWithKey),
        };
    }
}
