using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>Reads a roster and checks its form, before any signature is looked at.</summary>
internal static class RosterReader
{
    /// <summary>Reads the payload; throws <see cref="TrustDocumentException"/> naming the broken rule.</summary>
    public static Roster Read(Envelope envelope)
    {
        NetworkRoster document = TrustDocumentException.Parse(NetworkRoster.Parser, envelope.Payload);
        TrustDocumentException.ThrowUnless(SpiffeId.IsNetworkId(document.NetworkId), "network_id is malformed");
        TrustDocumentException.ThrowUnless(document.Realm is Realm.Operational or Realm.Exercise, "realm is missing");
        Digest? previous = TrustDocumentException.ReadPrevious(document.Version, document.PreviousDigest);
        ImmutableArray<VerificationKey> keys = ReadAuthorityKeys(document);
        TrustDocumentException.ThrowUnless(
            document.Threshold <= keys.Length && document.Threshold * 2L > keys.Length,
            "threshold must be more than half of the authority keys and at most all");
        (DateTimeOffset create, DateTimeOffset expire) =
            TrustDocumentException.ReadPeriod(document.CreateTime, document.ExpireTime, "create_time and expire_time");
        return new Roster(
            document.NetworkId,
            document.Realm,
            document.Version,
            Digest.Of(envelope.Payload),
            previous,
            create,
            expire,
            keys,
            (int)document.Threshold,
            ReadMembers(document),
            envelope);
    }

    private static ImmutableArray<VerificationKey> ReadAuthorityKeys(NetworkRoster document)
    {
        TrustDocumentException.ThrowUnless(
            document.AuthorityKeys.Count is > 0 and <= TrustLimits.AuthorityKeysMax,
            $"there must be 1 to {TrustLimits.AuthorityKeysMax} authority keys");
        TrustDocumentException.ThrowUnless(
            document.AuthorityKeys.All(key => key.Holder.Length <= TrustLimits.NameCharactersMax), "a holder is too long");
        return TrustDocumentException.ReadKeys(document.AuthorityKeys.Select(key => key.PublicKey), "authority key");
    }

    private static ImmutableSortedDictionary<string, RosterMember> ReadMembers(NetworkRoster document)
    {
        TrustDocumentException.ThrowUnless(
            document.Members.Count <= TrustLimits.MembersMax, $"there may be at most {TrustLimits.MembersMax} members");
        // Countries first: a member that stands twice with the same key is a member twice.
        if (document.Members.CountBy(member => member.Country).FirstOrDefault(counted => counted.Value > 1).Key is { } twice)
            throw new TrustDocumentException(
                SpiffeId.IsCountry(twice) ? $"{twice} is listed twice" : "a country is listed twice", TrustFault.DuplicateMember);
        ImmutableArray<VerificationKey> keys = TrustDocumentException.ReadKeys(
            document.Members.Select(member => member.CountryKey), "country key", TrustFault.SharedKey);
        var members = ImmutableSortedDictionary.CreateBuilder<string, RosterMember>(StringComparer.Ordinal);
        foreach ((Member member, VerificationKey key) in document.Members.Zip(keys))
        {
            TrustDocumentException.ThrowUnless(SpiffeId.IsCountry(member.Country), "a country code is malformed");
            TrustDocumentException.ThrowUnless(
                member.SpiffeId == SpiffeId.Of(document.NetworkId, member.Country),
                $"{member.Country} has a SPIFFE id that is not its own");
            TrustDocumentException.ThrowUnless(
                member.DisplayName.Length <= TrustLimits.NameCharactersMax, $"{member.Country} has too long a name");
            TrustDocumentException.ThrowUnless(
                member.State != MemberState.Unspecified, $"{member.Country} has no state");
            members.Add(member.Country, new(member.Country, member.SpiffeId, key, Known(member.State), member.DisplayName));
        }

        return members.ToImmutable();
    }

    // A state of a later protocol must not let anybody in, nor stop the roster for all others.
    private static MemberState Known(MemberState state) => state switch
    {
        MemberState.Active or MemberState.Withdrawn => state,
        _ => MemberState.Suspended,
    };
}
