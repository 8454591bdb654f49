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

    internal PeerChannel(
        TrustedMember member, Uri endpoint, NodeCredentials credentials, IPeerTrust trust, HandshakeJournal journal, TimeProvider time)
    {
        (this.member, this.credentials, Endpoint) = (member, credentials, endpoint);
        channel = GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = Handler(trust, journal, time),
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

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    internal bool Fits(TrustedMember? newest, NodeCredentials newestCredentials) =>
        newest is { Keys: { } keys } && member.Keys is { } mine
        && newest.State == member.State
        && newest.IsSuspendedHere == member.IsSuspendedHere
        && newest.CompromisedKeyIds.SetEquals(member.CompromisedKeyIds)
        && keys.HasSameAuthorities(mine)
        && keys.Endpoints.Contains(Endpoint)
        && ReferenceEquals(credentials, newestCredentials);

    private SocketsHttpHandler Handler(IPeerTrust trust, HandshakeJournal journal, TimeProvider time) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ChannelLimits.ConnectTimeout,
        PooledConnectionLifetime = ChannelLimits.ConnectionLifetime,
        KeepAlivePingDelay = ChannelLimits.PingDelay,
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
        using X509Certificate2? certificate = presented is null ? null : TlsPolicy.Copy(presented);
        CertificateVerdict verdict = PeerCertificate.Check(
            trust.Current, certificate, TlsPolicy.Intermediates(chain), isClient: false, member.Country, time.GetUtcNow());
        LastFault = (verdict as CertificateVerdict.Refused)?.Fault;
        if (verdict is CertificateVerdict.Refused refused)
            journal.Record(new(refused.Fault, refused.SpiffeId, IsClient: false, Endpoint.Authority));
        else
            CertificateExpireTime = certificate!.NotAfter;
        return verdict is CertificateVerdict.Trusted;
    }
}
