using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Grpc.Net.Client;

namespace ContactNetwork.Federation.Channels;

/// <summary>A connection to one peer for one use. It presents our certificate and takes only that member's.</summary>
public sealed class PeerChannel : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly TrustedMember member;
    private readonly NodeCredentials credentials;
    private PresentedCertificate? met;

    internal PeerChannel(
        TrustedMember member,
        Uri endpoint,
        bool isProbed,
        NodeCredentials credentials,
        IPeerTrust trust,
        HandshakeJournal journal,
        TimeProvider time)
    {
        (this.member, this.credentials, Endpoint) = (member, credentials, endpoint);
        channel = GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = Handler(isProbed, trust, journal, time),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = ChannelLimits.MessageBytesMax,
            MaxSendMessageSize = ChannelLimits.MessageBytesMax,
        });
        Exchange = new ExchangeService.ExchangeServiceClient(channel);
    }

    /// <summary>The peer's service.</summary>
    public ExchangeService.ExchangeServiceClient Exchange { get; }

    /// <summary>Where the peer is called.</summary>
    public Uri Endpoint { get; }

    /// <summary>Why the last handshake was refused by us; null when it was not.</summary>
    public CertificateFault? LastFault { get; private set; }

    /// <summary>When the peer's certificate ends; null before the first handshake.</summary>
    public DateTimeOffset? CertificateExpireTime { get; private set; }

    /// <summary>When a call was last begun on it, as a timestamp of the clock that the channels use.</summary>
    internal long UsedAt { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    internal PeerChannel Use(long now)
    {
        UsedAt = now;
        return this;
    }

    /// <summary>Tells whether the peer may be talked with on this channel still; if not, it is closed at once.</summary>
    internal bool IsTrusted(TrustSnapshot? trust, DateTimeOffset now)
    {
        if (trust?.FindMember(member.Country) is not { Keys: not null } newest || newest.State != member.State
            || newest.IsSuspendedHere != member.IsSuspendedHere)
            return false;
        return met is not { } last || last.Judge(trust, now) is CertificateVerdict.Trusted;
    }

    /// <summary>Tells whether new calls belong on this channel; if not, those in flight may end on it.</summary>
    internal bool IsCurrent(TrustedMember newest, NodeCredentials newestCredentials) =>
        newest.Keys!.Endpoints.Contains(Endpoint) && credentials.Certificate.Equals(newestCredentials.Certificate);

    private SocketsHttpHandler Handler(bool isProbed, IPeerTrust trust, HandshakeJournal journal, TimeProvider time) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ChannelLimits.ConnectTimeout,
        PooledConnectionLifetime = ChannelLimits.ConnectionLifetime,
        KeepAlivePingDelay = isProbed ? ChannelLimits.PingDelay : Timeout.InfiniteTimeSpan,
        KeepAlivePingTimeout = ChannelLimits.PingTimeout,
        EnableMultipleHttp2Connections = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            AllowTlsResume = false,
            AllowRenegotiation = false,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = TlsPolicy.NoDownloads(),
            ClientCertificateContext = SslStreamCertificateContext.Create(credentials.Certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                IsTrusted(certificate, chain, trust, journal, time),
        },
    };

    private bool IsTrusted(
        X509Certificate? presented, X509Chain? chain, IPeerTrust trust, HandshakeJournal journal, TimeProvider time)
    {
        X509Certificate2? certificate = presented is null ? null : TlsPolicy.Copy(presented);
        X509Certificate2Collection extra = TlsPolicy.Intermediates(chain);
        CertificateVerdict verdict = PeerCertificate.Check(
            trust.Current, certificate, extra, isClient: false, member.Country, time.GetUtcNow());
        LastFault = (verdict as CertificateVerdict.Refused)?.Fault;
        if (verdict is CertificateVerdict.Refused refused)
            journal.Record(new(refused.Fault, refused.SpiffeId, IsClient: false, Endpoint.Authority));
        else
            (CertificateExpireTime, met) = (certificate!.NotAfter, new PresentedCertificate(certificate, extra, isClient: false, member.Country));
        return verdict is CertificateVerdict.Trusted;
    }
}
