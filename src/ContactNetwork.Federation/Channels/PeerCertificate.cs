using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Channels;

/// <summary>Checks certificates of peers.</summary>
public static class PeerCertificate
{
    private const string AlternativeNameId = "2.5.29.17";
    private const int UriTag = 6;
    private const int DirectLinks = 1;

    /// <summary>
    /// Checks, in this order: 1. exactly one URI, a SPIFFE id; 2. it is of this network and realm, a member's, and the called one's;
    /// 3. the certificate is valid now; 4. it is not withdrawn; 5. an authority of that member's own key set has issued it
    /// itself; 6. its key is strong enough; 7. it is for signatures and for this use.
    /// </summary>
    /// <param name="trust">The view in force; null refuses.</param>
    /// <param name="certificate">The certificate presented.</param>
    /// <param name="intermediates">Certificates presented with it.</param>
    /// <param name="isClient">Whether the peer called us.</param>
    /// <param name="calledCountry">The country that we called; null when the peer called us.</param>
    /// <param name="now">The time.</param>
    public static CertificateVerdict Check(
        TrustSnapshot? trust,
        X509Certificate2? certificate,
        X509Certificate2Collection intermediates,
        bool isClient,
        string? calledCountry,
        DateTimeOffset now)
    {
        if (certificate is null)
            return new CertificateVerdict.Refused(CertificateFault.Missing, null);
        if (trust is null)
            return new CertificateVerdict.Refused(CertificateFault.TrustUnconfirmed, null);
        ImmutableArray<string> uris = ReadUris(certificate);
        if (uris.Length != 1)
            return new CertificateVerdict.Refused(
                uris.IsEmpty ? CertificateFault.SpiffeIdMissing : CertificateFault.SeveralSpiffeIds, null);
        TrustedMember? member = trust.FindMemberBySpiffeId(uris[0]);
        if (member is null && SpiffeId.NetworkOf(uris[0]) is { } network && network != trust.NetworkId)
            return new CertificateVerdict.Refused(CertificateFault.OtherNetwork, uris[0]);
        if (CertificateRealm.Of(certificate) is { } realm && realm != trust.Realm)
            return new CertificateVerdict.Refused(CertificateFault.OtherRealm, uris[0]);
        return FaultOf(trust, member, certificate, intermediates, isClient, calledCountry, now) is { } fault
            ? new CertificateVerdict.Refused(fault, uris[0])
            : new CertificateVerdict.Trusted(member!);
    }

    /// <summary>The one SPIFFE id of a certificate; null when there is not exactly one URI.</summary>
    public static string? ReadSpiffeId(X509Certificate2 certificate) => ReadUris(certificate) is [var only] ? only : null;

    /// <summary>Names a certificate's key as a key set withdraws it: SHA-256 of SubjectPublicKeyInfo.</summary>
    public static Digest KeyDigestOf(X509Certificate2 certificate) => Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    private static CertificateFault? FaultOf(
        TrustSnapshot trust,
        TrustedMember? member,
        X509Certificate2 certificate,
        X509Certificate2Collection intermediates,
        bool isClient,
        string? calledCountry,
        DateTimeOffset now)
    {
        if (member is null)
            return CertificateFault.Stranger;
        if (calledCountry is not null && member.Country != calledCountry)
            return CertificateFault.WrongMember;
        if (member.Keys is not { } keys)
            return CertificateFault.KeySetMissing;
        if (now < certificate.NotBefore)
            return CertificateFault.NotYetValid;
        if (now > certificate.NotAfter)
            return CertificateFault.Expired;
        if (member.CompromisedKeyIds.Contains(NoticeJudge.KeyIdOf(certificate)))
            return CertificateFault.KeyCompromised;
        if (keys.WithdrawnCertificateKeys.Contains(KeyDigestOf(certificate)))
            return CertificateFault.Withdrawn;
        if (IssuerFaultOf(trust, member, certificate, intermediates, now) is { } fault)
            return fault;
        if (!CertificateStrength.IsStrong(certificate))
            return CertificateFault.WeakKey;
        return IsFor(certificate, isClient ? CertificateProfile.ClientUsage : CertificateProfile.ServerUsage)
            ? null
            : CertificateFault.WrongUsage;
    }

    private static CertificateFault? IssuerFaultOf(
        TrustSnapshot trust, TrustedMember member, X509Certificate2 certificate, X509Certificate2Collection intermediates, DateTimeOffset now)
    {
        switch (LinksTo(member, certificate, intermediates, now))
        {
            case DirectLinks:
                return null;
            case > DirectLinks:
                return CertificateFault.ChainTooLong;
        }

        if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            return CertificateFault.SelfSigned;
        bool isAnothers = trust.Members.Values.Any(other =>
            other.Country != member.Country && LinksTo(other, certificate, intermediates, now) == DirectLinks);
        return isAnothers ? CertificateFault.OtherMembersAuthority : CertificateFault.UnknownAuthority;
    }

    // How many steps lead to an authority of this key set; 0 when none do. A chain that is too long breaks the authority's
    // own path length as well: it is told by its length, not by that.
    private static int LinksTo(
        TrustedMember member, X509Certificate2 certificate, X509Certificate2Collection intermediates, DateTimeOffset now)
    {
        X509Certificate2[] authorities =
        [
            .. (member.Keys?.CertificateAuthorities ?? []).Where(authority =>
                member.CompromisedKeyIds.IsEmpty || !member.CompromisedKeyIds.Contains(NoticeJudge.KeyIdOf(authority))),
        ];
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        bool isValid = chain.Build(certificate);
        int links = chain.ChainElements.Count - 1;
        if (isValid)
            return links;
        bool reaches = links > DirectLinks && authorities.Any(authority =>
            authority.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span));
        return reaches ? links : 0;
    }

    private static bool IsFor(X509Certificate2 certificate, string usage) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(extension => extension.EnhancedKeyUsages.Cast<Oid>().Any(id => id.Value == usage))
        && certificate.Extensions.OfType<X509KeyUsageExtension>()
            .Any(extension => extension.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
        && !certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(extension => extension.CertificateAuthority);

    // .NET's own reader of this extension leaves URIs out.
    private static ImmutableArray<string> ReadUris(X509Certificate2 certificate)
    {
        var uris = ImmutableArray.CreateBuilder<string>();
        try
        {
            foreach (X509Extension extension in certificate.Extensions.Where(e => e.Oid?.Value == AlternativeNameId))
            {
                AsnReader names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                var uriTag = new Asn1Tag(TagClass.ContextSpecific, UriTag);
                while (names.HasData)
                {
                    if (names.PeekTag().HasSameClassAndValue(uriTag))
                        uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, uriTag));
                    else
                        names.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            return [];
        }

        return uris.ToImmutable();
    }
}
