using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// Whole nodes with certificates of a few minutes, on a clock that the test moves: each renews its own at two thirds of its
/// life, at a moment of its own, while both file and deliver, and no call of anybody fails.
/// </summary>
public sealed class CertificateLifeTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    // A handshake or a call that one side refused, a delivery that failed, a lane that stopped, a certificate that could not be renewed.
    private static readonly string[] Losses =
    [
        "PeerHandshakeRefused", "PeerCallRefused", "DispatchNotTaken", "DeliveryFailed", "DispatchReturned", "OwnLaneStopped", "CertificateNotRenewed",
        "CallFailed",
    ];

    private readonly TestLab lab = new();
    private readonly MovedClock clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whole_nodes_renew_their_certificates_at_two_thirds_of_their_lives_and_no_call_fails()
    {
        await using var xa = await StartAsync("XA");
        await using var xb = await StartAsync("XB");
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<List<string>>[] traffic = [FileAsync(xa, "XB", ends.Token), FileAsync(xb, "XA", ends.Token)];
        await UntilDeliveredAsync(xa, xb);
        await UntilDeliveredAsync(xb, xa);
        // What was said before both had met is no matter of certificates.
        var seen = new[] { xa, xb }.ToDictionary(node => node, node => node.Logs.Logs.Count);

        // 1. Both are due between two thirds and a twentieth more of the same life, and not at the same moment.
        using var before = Certificate(xa);
        using var beforeB = Certificate(xb);
        DateTimeOffset[] due = [CertificateRenewal.DueOf(before), CertificateRenewal.DueOf(beforeB)];
        foreach (var one in new[] { before, beforeB })
        {
            var start = (DateTimeOffset)one.NotBefore;
            Assert.InRange(
                CertificateRenewal.DueOf(one),
                start + (Life * CertificateRenewal.EarliestPart),
                start + (Life * (CertificateRenewal.EarliestPart + CertificateRenewal.JitterPart)));
        }

        Assert.NotEqual(due[0], due[1]);

        // 2. Shortly before the first of them nothing is renewed, however often it is looked at.
        clock.MoveTo(due.Min() - TimeSpan.FromSeconds(15));
        await UntilDeliveredAsync(xa, xb);
        await UntilDeliveredAsync(xb, xa);
        await Task.Delay(Node.Peers.Trust.TrustStore.LookEvery * 2, Cancellation);
        Assert.True(clock.GetUtcNow() < due.Min(), "The machine is too slow for this test's clock.");
        Assert.Equal((before.Thumbprint, beforeB.Thumbprint), (Certificate(xa).Thumbprint, Certificate(xb).Thumbprint));

        // 3. After the later of them both have another one, of the same length, with another key, and use it.
        clock.MoveTo(due.Max() + TimeSpan.FromSeconds(1));
        foreach (var (node, former) in new[] { (xa, before), (xb, beforeB) })
        {
            await Eventually.Async(() => Certificate(node).Thumbprint != former.Thumbprint, Deadlines.OverSockets, Cancellation, $"{node.Country} has renewed");
            using var renewed = Certificate(node);
            Assert.Equal(former.NotAfter - former.NotBefore, renewed.NotAfter - renewed.NotBefore);
            Assert.True(renewed.NotBefore > former.NotBefore);
            Assert.NotEqual(former.GetPublicKeyString(), renewed.GetPublicKeyString());
        }

        using var renewedB = Certificate(xb);
        await Eventually.Async(
            async () => (await PeerAsync(xa, "xb")).CertificateExpireTime.ToDateTimeOffset() == renewedB.NotAfter,
            Deadlines.ProcessStart,
            Cancellation,
            "XA has met XB's new certificate");
        await UntilDeliveredAsync(xa, xb);
        await UntilDeliveredAsync(xb, xa);

        // 4. Nobody was refused or had to try again, and what was filed has arrived.
        await ends.CancelAsync();
        foreach (var (filing, receiver) in new[] { (traffic[0], xb), (traffic[1], xa) })
        {
            var filed = await filing;
            Assert.NotEmpty(filed);
            foreach (var reference in filed)
                await receiver.WaitAsync(reference, _ => true, "received");
        }

        foreach (var node in new[] { xa, xb })
        {
            // A machine that is busy with something else may be slow; that is no fault of the renewal.
            Assert.Empty(node.Logs.Logs.Skip(seen[node])
                .Where(log => Losses.Contains(log.Event.Name) && !log.Message.Contains("TOO_SLOW", StringComparison.Ordinal))
                .Select(log => log.ToString()));
            Assert.Contains(node.Logs.Logs, log => log.Event.Name == "CertificateRenewed");
            Assert.DoesNotContain(PeersAlarms.CertificateNotRenewed, node.Get<Alarms>().Raised);
            Assert.DoesNotContain(PeersAlarms.CertificateNotTrusted, node.Get<Alarms>().Raised);
        }
    }

    public void Dispose() => lab.Dispose();

    private Task<WholeNode> StartAsync(string country)
    {
        var founded = lab.Network.Countries[country];
        return WholeNode.StartAsync(lab, country, clock: clock, adaptTrust: folder =>
        {
            founded.Authority.Save(folder);
            // Not from the lab's beginning: other tests may have run for longer than this life lasts.
            var start = clock.GetUtcNow().AddMinutes(-1);
            using var brief = founded.Authority.IssueNode(TestLab.NetworkId, country, NodeNames.Loopback, start, start + Life);
            NodeCredentials.SaveCertificate(folder, brief);
        });
    }

    private static X509Certificate2 Certificate(WholeNode node) => NodeCredentials.Load(node.TrustFolder).Certificate;

    /// <summary>Files without a pause; a call that fails fails the test.</summary>
    private static async Task<List<string>> FileAsync(WholeNode node, string requested, CancellationToken ends)
    {
        var filed = new List<string>();
        while (!ends.IsCancellationRequested)
        {
            filed.Add((await node.FileAsync(requested)).Reference);
            await Task.Delay(Between, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return filed;
    }

    private static async Task UntilDeliveredAsync(WholeNode sender, WholeNode receiver)
    {
        var row = await sender.FileAsync(receiver.Country);
        await sender.WaitAsync(row.Reference, one => one.Row.DeliverTime is not null, "delivered");
    }

    private static async Task<Peer> PeerAsync(WholeNode node, string peer) => (await new PeerService.PeerServiceClient(node.Channel).GetPeerAsync(
        new GetPeerRequest { Name = $"nodes/{node.Country.ToLowerInvariant()}/peers/{peer}" }, node.As(Role.Auditor), cancellationToken: Cancellation)).Peer;

    /// <summary>Goes as the machine's clock does, and can be moved on.</summary>
    private sealed class MovedClock : TimeProvider
    {
        private long aheadTicks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref aheadTicks));

        public void MoveTo(DateTimeOffset instant) => Interlocked.Exchange(ref aheadTicks, (instant - System.GetUtcNow()).Ticks);
    }
}
