using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Which keys of a country count for its sheets.</summary>
public static class SheetKeyRing
{
    /// <summary>The directory keys that may sign what arrives now; none that a notice says is in wrong hands.</summary>
    public static ImmutableArray<VerificationKey> DirectoryKeysForArrivals(this TrustedMember member, DateTimeOffset now) =>
        member.Keys is null
            ? []
            : [.. member.Keys.DirectoryKeys.Where(key => key.MaySign(now)).Select(key => key.Key).Where(key => !IsCompromised(member, key))];

    /// <summary>
    /// Every directory key that the country ever had and that no notice names: for versions that a newer one stands on, and
    /// that arrive only now. Nobody can tell when a compromised key signed.
    /// </summary>
    public static ImmutableArray<VerificationKey> DirectoryKeysForEarlier(this TrustedMember member) =>
        [.. Ever(member, keys => keys.DirectoryKeys).Where(key => !IsCompromised(member, key))];

    /// <summary>Every signing key that the country ever had and that no notice names: what such a key signs now proves nothing.</summary>
    public static ImmutableArray<VerificationKey> SigningKeysForEvidence(this TrustedMember member) =>
        [.. member.SigningKeysEver().Where(key => !IsCompromised(member, key))];

    /// <summary>Every signing key that the country ever had: for what was accepted once.</summary>
    public static ImmutableArray<VerificationKey> SigningKeysEver(this TrustedMember member) =>
        [.. Ever(member, keys => keys.SigningKeys)];

    /// <summary>Tells whether each signature hints at a key that is known here; a key set may still be on its way.</summary>
    public static bool AreSignersKnown(TrustSnapshot trust, Envelope envelope)
    {
        HashSet<string> known = [.. trust.Members.Values.SelectMany(member => member.SigningKeysEver().Concat(Ever(member, keys => keys.DirectoryKeys))).Select(key => key.KeyId)];
        return envelope.Signatures.All(signature => known.Contains(signature.KeyId));
    }

    /// <summary>How many different keys of these signed.</summary>
    internal static int CountSigners(Envelope envelope, IReadOnlyCollection<VerificationKey> keys) =>
        EnvelopeVerifier.Verify(envelope, PayloadType.Sheet, keys) is EnvelopeCheck.SignedBy signed ? signed.Keys.Count : 0;

    private static bool IsCompromised(TrustedMember member, VerificationKey key) => member.CompromisedKeyIds.Contains(key.KeyId);

    private static IEnumerable<VerificationKey> Ever(TrustedMember member, Func<MemberKeys, ImmutableArray<DatedKey>> keys) =>
        (member.KeySets?.Versions ?? []).SelectMany(version => keys(version)).Select(key => key.Key).Distinct();
}
