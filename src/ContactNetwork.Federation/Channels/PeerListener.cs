using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ContactNetwork.Federation.Channels;

/// <summary>
/// The TLS side of the peers' port: mutual, with the certificate and trust of the moment, without resumption. A
/// connection that passes carries an <see cref="IPeerIdentityFeature"/>.
/// </summary>
public sealed class PeerListener(
    IPeerTrust trust, INodeCredentials credentials, PeerConnections connections, HandshakeJournal journal, TimeProvider time)
{
    /// <summary>How long a handshake may take.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    private volatile ServerContext? cached;

    /// <summary>Options for <c>ListenOptions.UseHttps</c>.</summary>
    public TlsHandshakeCallbackOptions TlsOptions() => new()
    {
        HandshakeTimeout = HandshakeTimeout,
        OnConnection = context => ValueTask.FromResult(OptionsFor(context.Connection)),
    };

    internal SslServerAuthenticationOptions OptionsFor(ConnectionContext connection) => OptionsFor(connection, CertificateContext());

    private SslServerAuthenticationOptions OptionsFor(ConnectionContext connection, ServerContext own) => new()
    {
        ServerCertificateContext = own.Context,
        ClientCertificateRequired = true,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = TlsPolicy.NoDownloads(),
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(connection, own, certificate, chain),
    };

    private bool IsTrusted(ConnectionContext connection, ServerContext own, X509Certificate? presented, X509Chain? chain)
    {
        X509Certificate2? certificate = presented is null ? null : TlsPolicy.Copy(presented);
        X509Certificate2Collection extra = TlsPolicy.Intermediates(chain);
        switch (PeerCertificate.Check(trust.Current, certificate, extra, isClient: true, null, time.GetUtcNow()))
        {
            case CertificateVerdict.Trusted trusted:
                connections.Add(connection, trusted.Member, certificate!, extra, own.Credentials);
                return true;
            case CertificateVerdict.Refused refused:
                journal.Record(new(refused.Fault, refused.SpiffeId, IsClient: true, connection.RemoteEndPoint?.ToString() ?? "?"));
                return false;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private ServerContext CertificateContext()
    {
        NodeCredentials current = credentials.Current;
        ServerContext? context = cached;
        if (context is null || !ReferenceEquals(context.Credentials, current))
            cached = context = new(current, SslStreamCertificateContext.Create(current.Certificate, null, offline: true));
        return context;
    }

    private sealed record ServerContext(NodeCredentials Credentials, SslStreamCertificateContext Context);
}
