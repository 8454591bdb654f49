using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using ContactNetwork.Federation.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Edge;

/// <summary>Opens the three listeners and bounds what they take.</summary>
internal sealed class Listeners(IOptions<PortsOptions> ports, IServiceProvider services) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        Bound(kestrel);
        kestrel.Listen(IPEndPoint.Parse(ports.Value.People), listen =>
        {
            Mark(listen, Port.People);
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(PeopleTls());
        });
        kestrel.Listen(IPEndPoint.Parse(ports.Value.Peers), listen =>
        {
            Mark(listen, Port.Peers);
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(services.GetRequiredService<PeerListener>().TlsOptions());
        });
        kestrel.Listen(IPEndPoint.Parse(ports.Value.Operations), listen =>
        {
            Mark(listen, Port.Operations);
            listen.Protocols = HttpProtocols.Http1;
        });
    }

    private static void Mark(ListenOptions listen, Port port)
    {
        var feature = new PortFeature(port);
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
    }

    private TlsHandshakeCallbackOptions PeopleTls()
    {
        var certificate = services.GetRequiredService<PeopleCertificate>();
        return new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = EdgeLimits.HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }),
        };
    }

    private static void Bound(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = EdgeLimits.ConnectionsMax;
        limits.MaxRequestBodySize = EdgeLimits.BodyBytesMax;
        limits.MaxRequestHeadersTotalSize = EdgeLimits.HeaderBytesMax;
        limits.MaxRequestHeaderCount = EdgeLimits.HeadersMax;
        limits.RequestHeadersTimeout = EdgeLimits.HeadersTimeout;
        limits.KeepAliveTimeout = EdgeLimits.IdleTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(EdgeLimits.BodyRateMin, EdgeLimits.BodyRateGrace);
        limits.Http2.MaxStreamsPerConnection = EdgeLimits.StreamsPerConnectionMax;
        limits.Http2.KeepAlivePingDelay = EdgeLimits.PingDelay;
        limits.Http2.KeepAlivePingTimeout = EdgeLimits.PingTimeout;
    }
}
