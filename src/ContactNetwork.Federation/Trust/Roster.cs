using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>One version of the network's roster, read from its signed bytes.</summary>
/// <param name="NetworkId">The network.</param>
/// <param name="Realm">The realm.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Digest">SHA-256 of the signed bytes.</param>
/// <param name="PreviousDigest">The version before; null in version 1.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="ExpireTime">When it should have been replaced.</param>
/// <param name="AuthorityKeys">The keys that may sign the next version.</param>
/// <param name="Threshold">How many of them must.</param>
/// <param name="Members">The members by country.</param>
/// <param name="Envelope">The signed bytes, to serve to others.</param>
public sealed record Roster(
    string NetworkId,
    Realm Realm,
    ulong Version,
    Digest Digest,
    Digest? PreviousDigest,
    DateTimeOffset CreateTime,
    DateTimeOffset ExpireTime,
    ImmutableArray<VerificationKey> AuthorityKeys,
    int Threshold,
    ImmutableSortedDictionary<string, RosterMember> Members,
    Envelope Envelope)
{
    /// <summary>Tells whether it should have been replaced. It stays in force, loudly.</summary>
    public bool IsExpired(DateTimeOffset now) => now >= ExpireTime;

    internal bool HasSameAuthority(Roster other) =>
        Threshold == other.Threshold && AuthorityKeys.ToHashSet().SetEquals(other.AuthorityKeys);
}

/// <summary>A country in the roster.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="SpiffeId">The name of its node.</param>
/// <param name="CountryKey">The offline key that signs its key sets.</param>
/// <param name="State">Whether it may take part; a state that this node doesn't know reads as suspended.</param>
/// <param name="DisplayName">Its name in English.</param>
public sealed record RosterMember(
    string Country,
    string SpiffeId,
    VerificationKey CountryKey,
    MemberState State,
    string DisplayName);
