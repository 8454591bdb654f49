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

    /// <summary>
    /// Checks, in this order: 1. exactly one URI, a SPIFFE id; 2. it is a member's, and the called one's; 3. the
    /// certificate is valid now; 4. it leads to an authority of that member's own key set; 5. it is for this use.
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
        return FaultOf(member, certificate, intermediates, isClient, calledCountry, now) is { } fault
            ? new CertificateVerdict.Refused(fault, uris[0])
            : new CertificateVerdict.Trusted(member!);
    }

    /// <summary>The one SPIFFE id of a certificate; null when there is not exactly one URI.</summary>
    public static string? ReadSpiffeId(X509Certificate2 certificate) => ReadUris(certificate) is [var only] ? only : null;

    private static CertificateFault? FaultOf(
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
        if (!LeadsTo(member, keys, certificate, intermediates, now))
            return CertificateFault.UnknownAuthority;
        return IsFor(certificate, isClient ? CertificateProfile.ClientUsage : CertificateProfile.ServerUsage)
            ? null
            : CertificateFault.WrongUsage;
    }

    private static bool LeadsTo(
        TrustedMember member, MemberKeys keys, X509Certificate2 certificate, X509Certificate2Collection intermediates, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(keys.CertificateAuthorities
            .Where(authority => member.CompromisedKeyIds.IsEmpty || !member.CompromisedKeyIds.Contains(NoticeJudge.KeyIdOf(authority)))
            .ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        return chain.Build(certificate) && chain.ChainElements.Count > 1;
    }

    private static bool IsFor(X509Certificate2 certificate, string usage) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(extension => extension.EnhancedKeyUsages.Cast<Oid>().Any(id => id.Value == usage))
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
