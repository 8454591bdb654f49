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

    /// <summary>Documents taken into one look at an answer; a node that sends more at once is no honest one.</summary>
    public const int DocumentsPerAnswerMax = 256;

    /// <summary>How long one call may take.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long all of them may take.</summary>
    public static readonly TimeSpan WholeTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Fetches rosters and key sets, and verifies each as it comes. Only what is accepted is kept and asked to be followed,
    /// so that an answer which brings nothing new is the last, whatever it repeats.
    /// </summary>
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
        TrustSnapshot trust = TrustSnapshot.Start(ownKeys.NetworkId, ownKeys.Realm, ownKeys.Country, anchor);
        var found = new TrustFolder(anchor, [], []);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        whole.CancelAfter(WholeTimeout);
        bool isMore = true;
        for (int call = 0; isMore; call++)
        {
            if (call == CallsMax)
                throw new InvalidDataException($"That node's documents don't end: after {CallsMax} answers it still has more.");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(whole.Token);
            limit.CancelAfter(CallTimeout);
            HelloResponse answer = await exchange.HelloAsync(Ask(trust, now), cancellationToken: limit.Token);
            if (answer.Rosters.Count + answer.KeySets.Count > DocumentsPerAnswerMax)
                throw new InvalidDataException($"That node sends more than {DocumentsPerAnswerMax} documents at once.");
            int before = found.Rosters.Length + found.KeySets.Length;
            (trust, found) = Take(trust, found, answer);
            isMore = found.Rosters.Length + found.KeySets.Length > before;
        }

        if (trust.Own is null)
            throw new InvalidDataException($"No roster of that node lists {ownKeys.Country} yet.");
        if (PeerCertificate.Check(trust, met, [], isClient: false, null, now) is CertificateVerdict.Refused refused)
            throw new InvalidDataException($"The node that answered proves no membership: {refused.Fault}.");
        return found;
    }

    private static (TrustSnapshot Trust, TrustFolder Found) Take(TrustSnapshot trust, TrustFolder found, HelloResponse answer)
    {
        foreach (Envelope roster in answer.Rosters)
        {
            TrustOffer offer = trust.OfferRoster(roster);
            if (offer is TrustOffer.Accepted accepted)
                (trust, found) = (accepted.Snapshot, found with { Rosters = found.Rosters.Add(roster) });
            else if (DocumentChain.FaultOf(offer) is { } fault)
                throw new InvalidDataException(fault);
        }

        // A key set that does not count, e.g. under a country key that was replaced since, is left out.
        foreach (Envelope keySet in answer.KeySets)
        {
            if (trust.OfferKeySet(keySet) is TrustOffer.Accepted accepted)
                (trust, found) = (accepted.Snapshot, found with { KeySets = found.KeySets.Add(keySet) });
        }

        return (trust, found);
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
        picture.KeySets.Add(trust.KeySetVersions);
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
