using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.Peers;
using Google.Protobuf;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>
/// Every certificate of the matrix, made by openssl under authorities that openssl made: XA's and XC's, which their next key
/// sets name, an exercise's, and one that nobody knows.
/// </summary>
internal static class BorderCertificates
{
    private const string Usage = "keyUsage = critical, digitalSignature";
    private const string BothUsages = "extendedKeyUsage = serverAuth, clientAuth";
    private const string NoAuthority = "basicConstraints = critical, CA:FALSE";
    private const string Xa = "spiffe://lab/xa/node";

    private static readonly DateTimeOffset Start = TestLab.Now.AddHours(-1);
    private static readonly DateTimeOffset End = TestLab.Now.AddDays(9);

    public static async Task MakeAsync(OpenSsl openssl)
    {
        foreach (var authority in new[] { "xa-ca", "xc-ca", "exercise-ca", "unknown-ca" })
            await openssl.MakeCertificateAsync(authority, Authority(null));
        await openssl.MakeCertificateAsync("xa-between", Authority("xa-ca"));
        await openssl.MakeRsaKeyAsync("weak", 2048);
        await openssl.MakeRsaKeyAsync("right-rsa", 3072);

        await openssl.MakeCertificateAsync("right", Node("xa-ca", Xa));
        await openssl.MakeCertificateAsync("right-rsa", Node("xa-ca", Xa));
        await openssl.MakeCertificateAsync("expired", Node("xa-ca", Xa) with { Start = Start, End = TestLab.Now.AddMinutes(-1) });
        await openssl.MakeCertificateAsync("early", Node("xa-ca", Xa) with { Start = TestLab.Now.AddHours(1) });
        await openssl.MakeCertificateAsync("self-signed", Node(null, Xa));
        await openssl.MakeCertificateAsync("wrong-ca", Node("unknown-ca", Xa));
        await openssl.MakeCertificateAsync("other-country", Node("xa-ca", "spiffe://lab/xc/node"));
        await openssl.MakeCertificateAsync("other-ca", Node("xc-ca", Xa));
        await openssl.MakeCertificateAsync("no-member", Node("xa-ca", "spiffe://lab/xz/node"));
        await openssl.MakeCertificateAsync("two-names", Node("xa-ca", Xa, "spiffe://lab/xc/node"));
        await openssl.MakeCertificateAsync("no-name", Node("xa-ca"));
        await openssl.MakeCertificateAsync("withdrawn", Node("xa-ca", Xa));
        await openssl.MakeRsaKeyAsync("key-encipherment", 3072);
        await openssl.MakeCertificateAsync("key-encipherment", Plain("xa-ca", NoAuthority, "keyUsage = critical, keyEncipherment", BothUsages, Name(Xa)));
        await openssl.MakeCertificateAsync("no-key-usage", Plain("xa-ca", NoAuthority, BothUsages, Name(Xa)));
        await openssl.MakeCertificateAsync("servers-only", Plain("xa-ca", NoAuthority, Usage, "extendedKeyUsage = serverAuth", Name(Xa)));
        await openssl.MakeCertificateAsync("code-signing", Plain("xa-ca", NoAuthority, Usage, "extendedKeyUsage = codeSigning", Name(Xa)));
        await openssl.MakeCertificateAsync("authority", Plain(
            "xa-ca", "basicConstraints = critical, CA:TRUE", "keyUsage = critical, digitalSignature, keyCertSign", BothUsages, Name(Xa)));
        await openssl.MakeCertificateAsync("weak", Node("xa-ca", Xa));
        await openssl.MakeCertificateAsync("exercise", Node("exercise-ca", "spiffe://lab-exercise/xa/node"));
        await openssl.MakeCertificateAsync("long-chain", Node("xa-between", Xa));
    }

    /// <summary>The next key set of a country, which names an authority that openssl made besides the first; signed by openssl.</summary>
    public static async Task<Envelope> KeySetAsync(OpenSsl openssl, TestLab lab, string country, string authority, params string[] withdrawn)
    {
        var next = Federation.Trust.TrustDocuments.Next(lab.SnapshotFor("XB").FindMember(country)!.Keys!, TestLab.Now);
        next.CertificateAuthorities.Add(ByteString.CopyFrom(openssl.Load(authority).RawData));
        foreach (var name in withdrawn)
            next.WithdrawnCertificateKeys.Add(Federation.Digest.Of((await openssl.PublicKeyAsync(name)).Span).Bytes);
        openssl.TakeKey($"{country}-country", lab.Network.Countries[country].CountryKey.ToPem());
        return await openssl.SignAsync("key-set", next.ToByteString(), $"{country}-country");
    }

    private static CertificateWish Authority(string? issuer) => new(
        issuer, Start, End, "basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign, cRLSign", "subjectKeyIdentifier = hash");

    private static CertificateWish Node(string? issuer, params string[] names) =>
        Plain(issuer, [NoAuthority, Usage, BothUsages, .. names.Length == 0 ? [] : new[] { Name(names) }]);

    private static CertificateWish Plain(string? issuer, params string[] extensions) => new(issuer, Start, End, extensions);

    private static string Name(params string[] uris) =>
        "subjectAltName = " + string.Join(", ", uris.Select(uri => $"URI:{uri}").Append("IP:127.0.0.1"));
}
