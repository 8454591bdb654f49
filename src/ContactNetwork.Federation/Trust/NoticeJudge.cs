using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Trust;

/// <summary>
/// Judges notices. A notice counts for the keys that its signers may name: the country key in the roster names any key of
/// its country; a former one the keys of the key sets that it had signed; any other key names itself alone. So nobody can
/// withdraw another country's keys, and no old notice the keys that came after it.
/// </summary>
public static class NoticeJudge
{
    /// <summary>Judges a notice; what is refused for <see cref="TrustFault.SignaturesMissing"/> may be known later.</summary>
    internal static (KeyNotice? Notice, TrustOffer.Refused? Refusal) Judge(TrustSnapshot trust, Envelope envelope)
    {
        if (envelope.PayloadType != PayloadType.Notice.MediaType)
            return Refuse(TrustFault.WrongPayloadType, $"The envelope holds {envelope.PayloadType}.");
        if (envelope.CalculateSize() > TrustLimits.NoticeBytesMax)
            return Refuse(TrustFault.Malformed, "The notice is too large.");
        CompromisedNotice notice;
        try
        {
            notice = TrustDocumentException.Parse(CompromisedNotice.Parser, envelope.Payload);
        }
        catch (TrustDocumentException broken)
        {
            return Refuse(TrustFault.Malformed, $"Notice: {broken.Message}.");
        }

        if (!IsWellFormed(notice))
            return Refuse(TrustFault.Malformed, $"A notice names 1 to {TrustLimits.NoticeKeysMax} keys, none twice.");
        if (notice.NetworkId != trust.NetworkId)
            return Refuse(TrustFault.WrongNetwork, "The notice is of another network.");
        if (notice.Realm != trust.Realm)
            return Refuse(TrustFault.WrongRealm, "The notice is of the other realm.");
        return JudgeSigners(trust, envelope, notice);
    }

    /// <summary>What a notice says and whose it is, whether it is in force or not; null where no key known here vouches for it.</summary>
    public static KeyNotice? Read(TrustSnapshot trust, Envelope envelope) => Judge(trust, envelope).Notice;

    /// <summary>The id of a certificate's key.</summary>
    public static string KeyIdOf(X509Certificate2 certificate) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private static (KeyNotice?, TrustOffer.Refused?) JudgeSigners(TrustSnapshot trust, Envelope envelope, CompromisedNotice notice)
    {
        HashSet<string> hints = [.. envelope.Signatures.Select(signature => signature.KeyId)];
        foreach (TrustedMember member in trust.Members.Values)
        {
            ImmutableArray<Signer> signers = [.. SignersOf(member, notice).Where(signer => hints.Contains(signer.Key.KeyId))];
            if (signers.IsEmpty
                || EnvelopeVerifier.Verify(envelope, PayloadType.Notice, [.. signers.Select(signer => signer.Key).Distinct()])
                    is not EnvelopeCheck.SignedBy signed)
                continue;
            ImmutableArray<Signer> proven = [.. signers.Where(signer => signed.Keys.Contains(signer.Key))];
            ImmutableHashSet<string> covered = [.. proven.SelectMany(signer => signer.Covers).Intersect(notice.KeyIds)];
            if (covered.IsEmpty)
                continue;
            return (new KeyNotice(
                member.Country,
                covered,
                Times.Read(notice.CreateTime) ?? DateTimeOffset.UnixEpoch,
                Digest.Of(envelope.Payload),
                proven.Any(signer => signer.IsCountryKey),
                envelope), null);
        }

        return Refuse(TrustFault.SignaturesMissing, "No key that is known here, and may name these keys, has signed.");
    }

    private static IEnumerable<Signer> SignersOf(TrustedMember member, CompromisedNotice notice)
    {
        yield return new Signer(member.CountryKey, [.. notice.KeyIds], IsCountryKey: true);
        foreach (IGrouping<VerificationKey, MemberKeys> signed in (member.KeySets?.Versions ?? []).GroupBy(version => version.CountryKey))
            yield return new Signer(signed.Key, [signed.Key.KeyId, .. signed.SelectMany(KeyIdsOf)], IsCountryKey: true);
        foreach (VerificationKey key in (member.KeySets?.Versions ?? []).SelectMany(KeysOf).Distinct())
            yield return new Signer(key, [key.KeyId], IsCountryKey: false);
    }

    private static IEnumerable<string> KeyIdsOf(MemberKeys keys) =>
        [.. KeysOf(keys).Select(key => key.KeyId), .. keys.CertificateAuthorities.Select(KeyIdOf)];

    private static IEnumerable<VerificationKey> KeysOf(MemberKeys keys) =>
    [
        .. keys.SigningKeys.Select(key => key.Key),
        .. keys.DirectoryKeys.Select(key => key.Key),
        .. keys.CertificateAuthorities
            .Select(authority => VerificationKey.Read(ByteString.CopyFrom(authority.PublicKey.ExportSubjectPublicKeyInfo())))
            .OfType<VerificationKey>(),
    ];

    private static bool IsWellFormed(CompromisedNotice notice) =>
        notice.KeyIds.Count is > 0 and <= TrustLimits.NoticeKeysMax
        && notice.KeyIds.Distinct().Count() == notice.KeyIds.Count
        && notice.KeyIds.All(id => id.Length == 2 * Digest.Length && id.All(char.IsAsciiHexDigitLower));

    private static (KeyNotice?, TrustOffer.Refused?) Refuse(TrustFault fault, string detail) =>
        (null, new TrustOffer.Refused(fault, detail));

    /// <summary>A key that may have signed.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Covers">The keys that it may name.</param>
    /// <param name="IsCountryKey">Whether it is or was a country key.</param>
    private sealed record Signer(VerificationKey Key, ImmutableArray<string> Covers, bool IsCountryKey);
}
