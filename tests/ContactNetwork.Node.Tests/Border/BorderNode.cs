using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Tests.Border;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(BorderNode))]

namespace ContactNetwork.Node.Tests.Border;

/// <summary>XB's node and all that openssl made to try it with; shared by the tests of the matrix, and started by the first.</summary>
public sealed class BorderNode : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private Started? started;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal async Task<Started> GetAsync()
    {
        await gate.WaitAsync(Cancellation);
        try
        {
            return started ??= await Started.StartAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
            await started.DisposeAsync();
        gate.Dispose();
    }

    /// <summary>The node that was started.</summary>
    internal sealed class Started(TestLab lab, OpenSsl openssl, PeersNode node) : IAsyncDisposable
    {
        public TestLab Lab => lab;

        public OpenSsl OpenSsl => openssl;

        public PeersNode Node => node;

        /// <summary>Calls that came as far as a handler.</summary>
        public int Calls => node.Get<CallCounter>().Count;

        public static async Task<Started> StartAsync()
        {
            var (lab, openssl) = (new TestLab(), new OpenSsl());
            await BorderCertificates.MakeAsync(openssl);
            var node = await PeersNode.StartAsync(lab, "XB", services =>
            {
                services.AddSingleton<CallCounter>();
                services.AddGrpc(grpc => grpc.Interceptors.Add<CallCounter>());
            });
            await node.Get<TrustStore>().OfferAsync(
                [],
                [
                    await BorderCertificates.KeySetAsync(openssl, lab, "XA", "xa-ca", "withdrawn"),
                    await BorderCertificates.KeySetAsync(openssl, lab, "XC", "xc-ca"),
                ],
                TrustStore.FolderOrigin,
                Cancellation);
            Assert.Equal(2ul, node.Get<TrustStore>().Last.FindMember("XA")!.Keys!.Version);
            return new Started(lab, openssl, node);
        }

        /// <summary>Calls Hello over a connection of its own with a certificate that openssl made.</summary>
        public async Task<HelloResponse> HelloAsync(string certificate, params string[] between)
        {
            using var own = openssl.Load(certificate);
            X509Certificate2Collection chain = [.. between.Select(openssl.Load)];
            using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{lab.Port("XB")}", new GrpcChannelOptions
            {
                DisposeHttpClient = true,
                HttpHandler = new SocketsHttpHandler
                {
                    SslOptions = new SslClientAuthenticationOptions
                    {
                        ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true),
                        RemoteCertificateValidationCallback = (_, found, _, _) =>
                            ((X509Certificate2)found!).Thumbprint == lab.Network.Countries["XB"].Node.Certificate.Thumbprint,
                    },
                },
            });
            var request = new HelloRequest
            {
                Picture = new NodePicture
                {
                    NetworkId = TestLab.NetworkId,
                    Realm = Realm.Operational,
                    Country = "XA",
                    ClockTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
                    Roster = lab.SnapshotFor("XB").RosterVersion(),
                },
            };
            return await new ExchangeService.ExchangeServiceClient(channel).HelloAsync(
                request,
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime.Add(Deadlines.OverSockets),
                cancellationToken: Cancellation);
        }

        /// <summary>What the node says that it refused, as its API shows it.</summary>
        public async Task<IReadOnlyList<PeerRefusal>> RefusalsAsync(RefusalSource source, string reason) =>
            [.. (await node.Get<ListRefusals>().HandleAsync(new ListRefusalsRequest(), Cancellation)).Refusals
                .Where(refusal => refusal.Source == source && refusal.Reason == reason)];

        public async Task<long> CountAsync(RefusalSource source, string reason) =>
            (await RefusalsAsync(source, reason)).Sum(refusal => refusal.Count);

        /// <summary>Waits until one more is stored than before; answers the newest row.</summary>
        public async Task<PeerRefusal> UntilRefusedAsync(RefusalSource source, string reason, long before)
        {
            await Eventually.Async(
                async () => await CountAsync(source, reason) > before, Deadlines.OverSockets, Cancellation, $"{source} {reason} is stored");
            return (await RefusalsAsync(source, reason))[0];
        }

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            openssl.Dispose();
            lab.Dispose();
        }
    }
}
