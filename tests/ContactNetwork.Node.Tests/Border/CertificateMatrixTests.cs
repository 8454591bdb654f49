using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>
/// Certificates that openssl made, shown to a real node over real TLS: the right ones are let in; each wrong one is refused
/// before any handler runs, and is stored with a reason of its own that operators and auditors see.
/// </summary>
public sealed class CertificateMatrixTests(BorderNode shared)
{
    private const string Xa = "spiffe://lab/xa/node";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("right")]
    [InlineData("right-rsa")]
    public async Task The_right_certificate_is_let_in(string certificate)
    {
        var border = await shared.GetAsync();
        var before = border.Calls;
        Assert.Equal("XB", (await border.HelloAsync(certificate)).Picture.Country);
        Assert.Equal(before + 1, border.Calls);
    }

    public static TheoryData<string, string[], string, string> Wrong => new()
    {
        { "expired", [], "EXPIRED", Xa },
        { "early", [], "NOT_YET_VALID", Xa },
        { "self-signed", [], "SELF_SIGNED", Xa },
        { "wrong-ca", [], "UNKNOWN_AUTHORITY", Xa },
        { "other-country", [], "OTHER_MEMBERS_AUTHORITY", "spiffe://lab/xc/node" },
        { "other-ca", [], "OTHER_MEMBERS_AUTHORITY", Xa },
        { "no-member", [], "STRANGER", "spiffe://lab/xz/node" },
        { "two-names", [], "SEVERAL_SPIFFE_IDS", "no one name" },
        { "no-name", [], "SPIFFE_ID_MISSING", "no one name" },
        { "withdrawn", [], "WITHDRAWN", Xa },
        { "key-encipherment", [], "WRONG_USAGE", Xa },
        { "no-key-usage", [], "WRONG_USAGE", Xa },
        { "servers-only", [], "WRONG_USAGE", Xa },
        { "code-signing", [], "WRONG_USAGE", Xa },
        { "authority", [], "WRONG_USAGE", Xa },
        { "weak", [], "WEAK_KEY", Xa },
        { "exercise", [], "OTHER_NETWORK", "spiffe://lab-exercise/xa/node" },
        { "long-chain", ["xa-between"], "CHAIN_TOO_LONG", Xa },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_certificate_is_refused_before_any_handler_and_stored_with_its_reason(
        string certificate, string[] between, string reason, string claim)
    {
        var border = await shared.GetAsync();
        var (calls, stored) = (border.Calls, await border.CountAsync(RefusalSource.HandshakeFrom, reason));

        var refused = await Assert.ThrowsAnyAsync<RpcException>(() => border.HelloAsync(certificate, between));

        Assert.True(refused.StatusCode is StatusCode.Unavailable or StatusCode.Internal, $"{refused.Status}");
        var row = await border.UntilRefusedAsync(RefusalSource.HandshakeFrom, reason, stored);
        Assert.Equal(("", calls), (row.Country, border.Calls));
        Assert.StartsWith("127.0.0.1:", row.LastDetail, StringComparison.Ordinal);
        Assert.EndsWith(claim, row.LastDetail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", "EXPIRED")]
    [InlineData("wrong-ca", "UNKNOWN_AUTHORITY")]
    [InlineData("exercise", "OTHER_NETWORK")]
    [InlineData("weak", "WEAK_KEY")]
    public async Task A_server_with_a_wrong_certificate_is_told_nothing_and_its_reason_is_stored(string certificate, string reason)
    {
        var border = await shared.GetAsync();
        var stored = await border.CountAsync(RefusalSource.HandshakeTo, reason);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var listener = new TcpListener(IPAddress.Loopback, border.Lab.Port("XA"));
        listener.Start();
        var received = ServeAsync(border, listener, certificate, ends.Token);
        border.Node.Get<PeerContacts>().WantTalk("XA");

        var row = await border.UntilRefusedAsync(RefusalSource.HandshakeTo, reason, stored);

        await ends.CancelAsync();
        Assert.Equal(0, await received);
        Assert.StartsWith($"127.0.0.1:{border.Lab.Port("XA")} claims to be spiffe://", row.LastDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_refusals_is_one_row_with_a_count_and_survives_a_restart()
    {
        const int Flood = 20;
        await using var store = await Kit.TestStore.CreateAsync();
        using var lab = new TestLab();
        using var impostor = new TestLab();
        await using (var node = await PeersNode.StartAsync(lab, "XB", store, isOwner: false, lab.Port("XB")))
        {
            using var stranger = new RawPeer(lab) { Current = impostor.Network.Countries["XA"].Node };
            foreach (var _ in Enumerable.Range(0, Flood))
            {
                using var each = new RawPeer(lab) { Current = stranger.Current };
                await Assert.ThrowsAnyAsync<RpcException>(() => each.HelloAsync());
            }
        }

        await using var after = await PeersNode.StartAsync(lab, "XB", store, isOwner: false, lab.Port("XB"));
        var rows = (await after.Get<ListRefusals>().HandleAsync(new ListRefusalsRequest(), Cancellation)).Refusals
            .Where(row => row.Reason == "UNKNOWN_AUTHORITY").ToImmutableArray();
        Assert.Equal(Flood, rows.Sum(row => row.Count));
        // The clock may have passed into another hour between the first and the last.
        Assert.InRange(rows.Length, 1, 2);
        Assert.All(rows, row => Assert.True(row.FirstTime.ToDateTimeOffset() <= row.LastTime.ToDateTimeOffset()));
    }

    // Answers bytes of application data that came: none, because the caller breaks off first.
    private static async Task<int> ServeAsync(BorderNode.Started border, TcpListener listener, string certificate, CancellationToken ends)
    {
        using var own = border.OpenSsl.Load(certificate);
        var received = 0;
        while (!ends.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(ends);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
                        ApplicationProtocols = [SslApplicationProtocol.Http2],
                    },
                    ends);
                received += await tls.ReadAsync(new byte[1], ends);
            }
            catch (Exception broken) when (broken is IOException or AuthenticationException or OperationCanceledException)
            {
                // The caller has refused the certificate, or the test has ended.
            }
        }

        return received;
    }
}
