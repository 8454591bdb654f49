using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Client;

/// <summary>Makes HTTP handlers that trust the authorities in a PEM file and no other.</summary>
public static class CustomTrust
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes a handler; with null it trusts what the system trusts.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    public static SocketsHttpHandler Handler(string? caFile)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = KeepAliveDelay,
            KeepAlivePingTimeout = KeepAliveTimeout,
            EnableMultipleHttp2Connections = true,
        };
        if (caFile is null) return handler;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        if (policy.CustomTrustStore.Count == 0) throw new CryptographicException($"{caFile} holds no certificate in PEM.");
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }
}
