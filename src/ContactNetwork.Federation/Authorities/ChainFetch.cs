using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace ContactNetwork.Federation.Authorities;

/// <summary>
/// Fetches a network's documents from one member's node for a country that holds nothing but the anchor. Whom it talks
/// with can be told only afterwards: nothing is believed that does not follow from the anchor, and then the certificate
/// that was met must be a member's of that very network.
/// </summary>
public static class ChainFetch
{
    /// <summary>Calls at most; each brings what fits into one answer.</summary>
    public const int CallsMax = 100;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Fetches rosters and key sets, and verifies them.</summary>
    /// <param name="endpoint">The peers' port of a member that has the roster with our country.</param>
    /// <param name="own">Our node's certificate.</param>
    /// <param name="ownKeys">Our own key set, to say who we are.</param>
    /// <param name="anchor">The anchor.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidDataException">What came does not follow from the anchor, or was told by a stranger.</exception>
    /// <exception cref="RpcException">The node can't be reached, or refuses us.</exception>
    public static async Task<TrustFolder> FetchAsync(
        Uri endpoint, NodeCredentials own, KeySet ownKeys, Digest anchor, DateTimeOffset now, CancellationToken cancellation)
    {
        X509Certificate2? met = null;
        using GrpcChannel channel = Open(endpoint, own, certificate => met = certificate);
        var exchange = new ExchangeService.ExchangeServiceClient(channel);
        var found = new TrustFolder(anchor, [], []);
        TrustSnapshot trust = TrustSnapshot.Start(ownKeys.NetworkId, ownKeys.Realm, ownKeys.Country, anchor);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        for (int call = 0; call < CallsMax; call++)
        {
            limit.CancelAfter(CallTimeout);
            HelloResponse answer = await exchange.HelloAsync(Ask(trust, now), cancellationToken: limit.Token);
            int before = found.Rosters.Length + found.KeySets.Length;
            found = found with { Rosters = [.. found.Rosters, .. answer.Rosters], KeySets = [.. found.KeySets, .. answer.KeySets] };
            if (found.Rosters.Length + found.KeySets.Length == before)
                break;
            trust = DocumentChain.Verify(found, ownKeys.Country).Trust;
        }

        if (trust.Own is null)
            throw new InvalidDataException($"No roster of that node lists {ownKeys.Country} yet.");
        if (PeerCertificate.Check(trust, met, [], isClient: false, null, now) is CertificateVerdict.Refused refused)
            throw new InvalidDataException($"The node that answered proves no membership: {refused.Fault}.");
        return found;
    }

    private static HelloRequest Ask(TrustSnapshot trust, DateTimeOffset now)
    {
        var picture = new NodePicture
        {
            NetworkId = trust.NetworkId,
            Realm = trust.Realm,
            Country = trust.OwnCountry,
            Roster = trust.RosterVersion(),
            ClockTime = Timestamp.FromDateTimeOffset(now),
        };
        picture.KeySets.Add(trust.KeySetVersions());
        return new HelloRequest { Picture = picture };
    }

    private static GrpcChannel Open(Uri endpoint, NodeCredentials own, Action<X509Certificate2> meet) =>
        GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            DisposeHttpClient = true,
            MaxReceiveMessageSize = ChannelLimits.MessageBytesMax,
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectTimeout = ChannelLimits.ConnectTimeout,
                EnableMultipleHttp2Connections = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    AllowTlsResume = false,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = TlsPolicy.NoDownloads(),
                    ClientCertificateContext = SslStreamCertificateContext.Create(own.Certificate, null, offline: true),
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        if (certificate is null)
                            return false;
                        meet(TlsPolicy.Copy(certificate));
                        return true;
                    },
                },
            },
        });
}
