using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Federation.Channels;

/// <summary>How strong a certificate is in itself, whoever vouches for it.</summary>
internal static class CertificateStrength
{
    private const int CurveBitsMin = 256;
    private const int RsaBitsMin = 3072;

    /// <summary>Tells whether its key is ECDSA over a curve of at least 256 bits, or RSA of at least 3072.</summary>
    public static bool IsStrong(X509Certificate2 certificate)
    {
        using ECDsa? curve = certificate.GetECDsaPublicKey();
        if (curve is not null)
            return curve.KeySize >= CurveBitsMin;
        using RSA? rsa = certificate.GetRSAPublicKey();
        return rsa?.KeySize >= RsaBitsMin;
    }

    /// <summary>
    /// Tells whether it was signed by its own key, with SHA-2. The platform doesn't look at this for what it is told to trust.
    /// </summary>
    public static bool IsSignedByItself(X509Certificate2 certificate)
    {
        try
        {
            AsnReader parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            ReadOnlySpan<byte> content = parts.ReadEncodedValue().Span;
            string algorithm = parts.ReadSequence().ReadObjectIdentifier();
            byte[] signature = parts.ReadBitString(out _);
            return Verifies(certificate, algorithm, content, signature);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static bool Verifies(X509Certificate2 certificate, string algorithm, ReadOnlySpan<byte> content, byte[] signature)
    {
        switch (algorithm)
        {
            case "1.2.840.10045.4.3.2" or "1.2.840.10045.4.3.3" or "1.2.840.10045.4.3.4":
                using (ECDsa? curve = certificate.GetECDsaPublicKey())
                    return curve?.VerifyData(content, signature, HashOf(algorithm), DSASignatureFormat.Rfc3279DerSequence) == true;
            case "1.2.840.113549.1.1.11" or "1.2.840.113549.1.1.12" or "1.2.840.113549.1.1.13":
                using (RSA? rsa = certificate.GetRSAPublicKey())
                    return rsa?.VerifyData(content, signature, HashOf(algorithm), RSASignaturePadding.Pkcs1) == true;
            default:
                return false;
        }
    }

    private static HashAlgorithmName HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.10045.4.3.2" or "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
        "1.2.840.10045.4.3.3" or "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };
}
