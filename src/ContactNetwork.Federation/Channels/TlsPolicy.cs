using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Federation.Channels;

internal static class TlsPolicy
{
    /// <summary>Keeps the platform from fetching anything while it builds a chain that nobody asks for.</summary>
    public static X509ChainPolicy NoDownloads() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    // What the callback is given is disposed after it.
    public static X509Certificate2 Copy(X509Certificate certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());

    public static X509Certificate2Collection Intermediates(X509Chain? chain) =>
        [.. (chain?.ChainPolicy.ExtraStore ?? []).Select(Copy)];
}
