using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>A member as the roster and its key set show it.</summary>
/// <param name="Entry">Its entry in the newest roster.</param>
/// <param name="KeySets">Its key sets; null before the first has come.</param>
public sealed record TrustedMember(RosterMember Entry, KeySetChain? KeySets)
{
    /// <summary>Its country.</summary>
    public string Country => Entry.Country;

    /// <summary>The name of its node.</summary>
    public string SpiffeId => Entry.SpiffeId;

    /// <summary>Whether it may take part.</summary>
    public MemberState State => Entry.State;

    /// <summary>Whether people of this node's country have suspended it, whatever the roster says.</summary>
    public bool IsSuspendedHere { get; init; }

    /// <summary>The keys of this member that notices say are in wrong hands: nothing that arrives by them is taken.</summary>
    public ImmutableHashSet<string> CompromisedKeyIds { get; init; } = [];

    /// <summary>The country key by the newest roster.</summary>
    public VerificationKey CountryKey => Entry.CountryKey;

    /// <summary>The key set in force; null before the first has come.</summary>
    public MemberKeys? Keys => KeySets?.Current;

    /// <summary>
    /// Tells that the key set in force was signed by a country key that the roster has replaced since. It stays in force
    /// until one under the new key comes; an authority that does not want this suspends the member.
    /// </summary>
    public bool IsKeySetOfFormerCountryKey => Keys is { } keys && !keys.CountryKey.Equals(CountryKey);

    /// <summary>Whether another snapshot shows this member with the same entry and the same keys: what was verified by them still holds.</summary>
    public bool HasSameKeysAs(TrustedMember other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(Entry, other.Entry)
            && ReferenceEquals(KeySets, other.KeySets)
            && CompromisedKeyIds.SetEquals(other.CompromisedKeyIds);
    }

    /// <summary>The keys that may sign what arrives now.</summary>
    public ImmutableArray<VerificationKey> KeysForArrivals(DateTimeOffset now) =>
        Keys is null
            ? []
            : [.. Keys.SigningKeys.Where(key => key.MaySign(now) && !CompromisedKeyIds.Contains(key.Key.KeyId)).Select(key => key.Key)];

    /// <summary>The keys that count for what was signed earlier and arrives only now: no compromised one, because nobody can tell when it signed.</summary>
    public ImmutableArray<VerificationKey> KeysForEarlier() => [.. KeysForKept().Where(key => !CompromisedKeyIds.Contains(key.KeyId))];

    /// <summary>
    /// The keys that count for what this node's own log shows as received at an instant: those that might sign then, by
    /// the key set that was in force here then. What became of them since does not matter: the log, not the signer, says
    /// when it came. Nobody else's word about the time may be used with this.
    /// </summary>
    /// <param name="receivedAt">When this node received it, by its own log.</param>
    public ImmutableArray<VerificationKey> KeysForReceived(DateTimeOffset receivedAt) =>
        KeySets?.Versions.LastOrDefault(version => version.AcceptTime <= receivedAt) is { } keys
            ? [.. keys.SigningKeys.Where(key => key.MaySign(receivedAt)).Select(key => key.Key)]
            : [];

    /// <summary>
    /// Every signing key that the country ever had, withdrawn ones among them. What they signed proves nothing by itself:
    /// use this only to notice something, or where something else vouches for what was signed.
    /// </summary>
    public ImmutableArray<VerificationKey> KeysEver() =>
        KeySets is null ? [] : [.. KeySets.Versions.SelectMany(version => version.SigningKeys).Select(key => key.Key).Distinct()];

    /// <summary>
    /// The keys that count for what was signed earlier: all that the country ever had, but those that it ever
    /// withdrew.
    /// </summary>
    public ImmutableArray<VerificationKey> KeysForKept()
    {
        if (KeySets is null)
            return [];
        var withdrawn = KeySets.Versions.SelectMany(version => version.SigningKeys)
            .Where(key => key.State == KeyState.Withdrawn)
            .Select(key => key.Key)
            .ToHashSet();
        return
        [
            .. KeySets.Versions
                .SelectMany(version => version.SigningKeys)
                .Where(key => key.State != KeyState.Withdrawn)
                .Select(key => key.Key)
                .Where(key => !withdrawn.Contains(key))
                .Distinct(),
        ];
    }
}
