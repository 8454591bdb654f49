using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ContactNetwork.Identity.Edge;

/// <summary>The one port: TLS only, small requests only.</summary>
internal static class Listener
{
    /// <summary>The largest request is a form of a few fields.</summary>
    public const int RequestBytesMax = 64 * 1024;

    public const int RequestHeadersBytesMax = 16 * 1024;
    public const int ConnectionsMax = 1_000;
    public static readonly TimeSpan RequestHeadersTimeout = TimeSpan.FromSeconds(10);

    public static void AddListener(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PublicAddress>().AddSingleton<ServerCertificate>();
        builder.Services.AddOptions<SocketTransportOptions>().Configure<PublicAddress>((sockets, address) => sockets.CreateBoundListenSocket = address.Listen);
        builder.Services.AddOptions<KestrelServerOptions>().Configure<PublicAddress, ServerCertificate>((kestrel, address, certificate) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBytesMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = RequestHeadersBytesMax;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = RequestHeadersTimeout;
            kestrel.Listen(address.EndPoint, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(
                    new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current() }),
            }));
        });
    }

    /// <summary>Links in answers always name the issuer: a forged Host header changes nothing.</summary>
    public static void UseIssuerHost(this IApplicationBuilder app)
    {
        var issuer = app.ApplicationServices.GetRequiredService<PublicAddress>().Issuer;
        var host = issuer.IsDefaultPort ? new HostString(issuer.Host) : new HostString(issuer.Host, issuer.Port);
        app.Use((context, next) =>
        {
            context.Request.Host = host;
            return next(context);
        });
    }
}
