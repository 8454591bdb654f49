using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>The key sets of one country that were accepted here, oldest first. Immutable.</summary>
/// <param name="Versions">At least one.</param>
public sealed record KeySetChain(ImmutableArray<MemberKeys> Versions)
{
    /// <summary>The key set in force.</summary>
    public MemberKeys Current => Versions[^1];

    /// <summary>
    /// Judges a key set: 1. network, realm and owner; 2. the signature of the country key that the roster names now;
    /// 3. form; 4. the version that it follows. The first one held may have any version. After the roster replaced the
    /// country key, the first key set under the new key may have any higher version and follow any other; 5. that no key
    /// comes back which an earlier one had withdrawn.
    /// </summary>
    internal static KeySetVerdict Judge(TrustSnapshot trust, Envelope envelope, DateTimeOffset acceptTime)
    {
        if (envelope.PayloadType != PayloadType.KeySet.MediaType)
            return KeySetVerdict.Refuse(TrustFault.WrongPayloadType, $"The envelope holds {envelope.PayloadType}.");
        try
        {
            KeySet document = TrustDocumentException.Parse(KeySet.Parser, envelope.Payload);
            if (document.NetworkId != trust.NetworkId)
                return KeySetVerdict.Refuse(TrustFault.WrongNetwork, "The key set is of another network.");
            if (document.Realm != trust.Realm)
                return KeySetVerdict.Refuse(TrustFault.WrongRealm, "The key set is of the other realm.");
            if (trust.FindMember(document.Country) is not { } member)
                return KeySetVerdict.Refuse(TrustFault.MemberUnknown, "The key set is of a country that is no member.");
            if (member.CompromisedKeyIds.Contains(member.CountryKey.KeyId))
                return KeySetVerdict.Refuse(TrustFault.KeyCompromised, $"The country key of {member.Country} is compromised.");
            if (EnvelopeVerifier.Verify(envelope, PayloadType.KeySet, [member.CountryKey]) is EnvelopeCheck.Faulty unsigned)
                return KeySetVerdict.Refuse(FaultOf(unsigned.Fault), $"The key set of {member.Country} is not signed by its country key.");
            return JudgeInPlace(member.KeySets, KeySetReader.Read(document, member.CountryKey, envelope) with { AcceptTime = acceptTime });
        }
        catch (TrustDocumentException broken)
        {
            return KeySetVerdict.Refuse(broken.Fault, $"Key set: {broken.Message}.");
        }
    }

    /// <summary>A key that is to count again though it was withdrawn: whoever has it may have been the reason.</summary>
    private DatedKey? FindReturned(MemberKeys offered)
    {
        HashSet<VerificationKey> withdrawn = [.. Versions.SelectMany(KeysOf).Where(key => key.State == KeyState.Withdrawn).Select(key => key.Key)];
        return KeysOf(offered).FirstOrDefault(key => key.State != KeyState.Withdrawn && withdrawn.Contains(key.Key));
    }

    private static IEnumerable<DatedKey> KeysOf(MemberKeys keys) => keys.SigningKeys.Concat(keys.DirectoryKeys);

    private static TrustFault FaultOf(EnvelopeFault fault) => fault switch
    {
        EnvelopeFault.KeyUnknown => TrustFault.SignerUnknown,
        EnvelopeFault.SignatureInvalid => TrustFault.SignatureInvalid,
        _ => TrustFault.Malformed,
    };

    private static KeySetVerdict JudgeInPlace(KeySetChain? held, MemberKeys offered)
    {
        if (held is null)
            return new(null, new KeySetChain([offered]), offered);
        if (held.Versions.FirstOrDefault(version => version.Version == offered.Version) is { } same)
        {
            return same.Digest == offered.Digest
                ? new(new TrustOffer.Known { IsOlder = offered.Version < held.Current.Version }, null, offered)
                : new(new TrustOffer.Conflict(offered.Country, offered.Version, same.Digest, offered.Digest), null, offered);
        }

        if (offered.Version < held.Current.Version)
            return KeySetVerdict.Refuse(
                TrustFault.Older, $"Key set {offered.Version} of {offered.Country} came while {held.Current.Version} is held.");
        if (held.Current.CountryKey.Equals(offered.CountryKey))
        {
            if (offered.Version != held.Current.Version + 1)
                return KeySetVerdict.Refuse(
                    TrustFault.VersionGap, $"Key set {offered.Version} of {offered.Country} came while {held.Current.Version} is held.");
            if (offered.PreviousDigest != held.Current.Digest)
                return KeySetVerdict.Refuse(
                    TrustFault.PreviousDigestMismatch, $"Key set {offered.Version} of {offered.Country} follows another one.");
        }

        return held.FindReturned(offered) is { } returned
            ? KeySetVerdict.Refuse(
                TrustFault.KeyWithdrawn,
                $"Key set {offered.Version} of {offered.Country} lists key {returned.Key.KeyId} as {returned.State}, which was withdrawn before.")
            : new(null, new KeySetChain(held.Versions.Add(offered)), offered);
    }
}

/// <summary>An answer, or the chain that goes on with the key set.</summary>
internal sealed record KeySetVerdict(TrustOffer? Answer, KeySetChain? Next, MemberKeys? Offered)
{
    public static KeySetVerdict Refuse(TrustFault fault, string detail) =>
        new(new TrustOffer.Refused(fault, detail), null, null);
}
