using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ContactNetwork.Federation.Trust;

/// <summary>Reads a key set and checks its form, before any signature is looked at.</summary>
internal static class KeySetReader
{
    /// <summary>Reads the payload; throws <see cref="TrustDocumentException"/> naming the broken rule.</summary>
    public static MemberKeys Read(KeySet document, VerificationKey countryKey, Envelope envelope)
    {
        Digest? previous = TrustDocumentException.ReadPrevious(document.Version, document.PreviousDigest);
        TrustDocumentException.ThrowUnless(Times.Read(document.CreateTime) is not null, "create_time is required");
        ImmutableArray<DatedKey> signing = ReadKeys(document.SigningKeys, "signing key");
        ImmutableArray<DatedKey> directory = ReadKeys(document.DirectoryKeys, "directory key");
        TrustDocumentException.ThrowUnless(!signing.IsEmpty, "there must be a signing key");
        TrustDocumentException.ThrowUnless(
            !signing.Select(key => key.Key).Intersect(directory.Select(key => key.Key)).Any(),
            "a directory key may not be a signing key too");
        return new MemberKeys(
            document.NetworkId,
            document.Realm,
            document.Country,
            document.Version,
            Digest.Of(envelope.Payload),
            previous,
            ReadAuthorities(document.CertificateAuthorities),
            signing,
            directory,
            ReadEndpoints(document.Endpoints),
            countryKey,
            envelope)
        {
            WithdrawnCertificateKeys = ReadWithdrawn(document.WithdrawnCertificateKeys),
        };
    }

    private static ImmutableHashSet<Digest> ReadWithdrawn(RepeatedField<ByteString> encoded)
    {
        TrustDocumentException.ThrowUnless(
            encoded.Count <= TrustLimits.WithdrawnCertificatesMax,
            $"there may be at most {TrustLimits.WithdrawnCertificatesMax} withdrawn certificates");
        return
        [
            .. encoded.Select(bytes => Digest.From(bytes)
                ?? throw new TrustDocumentException("a withdrawn certificate's key is named by 32 bytes")),
        ];
    }

    private static ImmutableArray<X509Certificate2> ReadAuthorities(RepeatedField<ByteString> encoded)
    {
        TrustDocumentException.ThrowUnless(
            encoded.Count is > 0 and <= TrustLimits.CertificateAuthoritiesMax,
            $"there must be 1 to {TrustLimits.CertificateAuthoritiesMax} certificate authorities");
        TrustDocumentException.ThrowUnless(
            encoded.Distinct().Count() == encoded.Count, "a certificate authority is listed twice");
        return [.. encoded.Select(ReadAuthority)];
    }

    private static X509Certificate2 ReadAuthority(ByteString encoded)
    {
        TrustDocumentException.ThrowUnless(
            encoded.Length <= TrustLimits.CertificateBytesMax, "a certificate authority is too large");
        try
        {
            X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(encoded.Span);
            bool isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>()
                .Any(constraints => constraints.CertificateAuthority);
            TrustDocumentException.ThrowUnless(
                isAuthority && certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData),
                "a certificate authority must be self-signed and marked as one");
            TrustDocumentException.ThrowUnless(
                CertificateStrength.IsStrong(certificate),
                "a certificate authority's key is too weak: ECDSA of at least 256 bits or RSA of at least 3072");
            TrustDocumentException.ThrowUnless(
                CertificateStrength.IsSignedByItself(certificate), "a certificate authority's own signature, with SHA-2, does not hold");
            TrustDocumentException.ThrowUnless(
                certificate.Extensions.OfType<X509KeyUsageExtension>()
                    .All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign)),
                "a certificate authority's key is not for signing certificates");
            return certificate;
        }
        catch (CryptographicException)
        {
            throw new TrustDocumentException("a certificate authority can't be read");
        }
    }

    private static ImmutableArray<DatedKey> ReadKeys(RepeatedField<SigningKey> encoded, string what)
    {
        TrustDocumentException.ThrowUnless(encoded.Count <= TrustLimits.KeysMax, $"there are too many {what}s");
        TrustDocumentException.ThrowUnless(
            encoded.All(key => key.State != KeyState.Unspecified), $"a {what} has no state");
        return [.. TrustDocumentException.ReadKeys(encoded.Select(key => key.PublicKey), what).Zip(encoded, ReadKey)];
    }

    private static DatedKey ReadKey(VerificationKey key, SigningKey entry)
    {
        (DateTimeOffset notBefore, DateTimeOffset notAfter) = TrustDocumentException.ReadPeriod(
            entry.NotBeforeTime, entry.NotAfterTime, "not_before_time and not_after_time of a key");
        return new DatedKey(key, Known(entry.State), notBefore, notAfter);
    }

    private static KeyState Known(KeyState state) => state switch
    {
        KeyState.Prepared or KeyState.Active or KeyState.Tainted => state,
        _ => KeyState.Withdrawn,
    };

    private static ImmutableArray<Uri> ReadEndpoints(RepeatedField<string> encoded)
    {
        TrustDocumentException.ThrowUnless(
            encoded.Count <= TrustLimits.EndpointsMax, $"there may be at most {TrustLimits.EndpointsMax} endpoints");
        return [.. encoded.Select(ReadEndpoint)];
    }

    private static Uri ReadEndpoint(string text) =>
        text.Length <= TrustLimits.EndpointCharactersMax
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint)
        && endpoint.Scheme == Uri.UriSchemeHttps
        && endpoint is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? endpoint
            : throw new TrustDocumentException("an endpoint must read https://host:port");
}
