using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Trust;

/// <summary>Makes rosters and key sets: drafts of the next version, and signing.</summary>
public static class TrustDocuments
{
    /// <summary>The fingerprint of a first roster, to hand over out of band.</summary>
    public static Digest AnchorOf(Envelope firstRoster) => Digest.Of(firstRoster.Payload);

    /// <summary>Signs a roster with the keys of its holders.</summary>
    public static Envelope Sign(NetworkRoster roster, params ReadOnlySpan<PrivateKey> authorityKeys) =>
        EnvelopeSigner.Sign(PayloadType.Roster, roster, authorityKeys);

    /// <summary>Signs a key set with the country key.</summary>
    public static Envelope Sign(KeySet keySet, PrivateKey countryKey) =>
        EnvelopeSigner.Sign(PayloadType.KeySet, keySet, countryKey);

    /// <summary>Signs a notice with a country key, or with the keys that it names.</summary>
    public static Envelope Sign(CompromisedNotice notice, params ReadOnlySpan<PrivateKey> keys) =>
        EnvelopeSigner.Sign(PayloadType.Notice, notice, keys);

    /// <summary>Drafts the roster that follows: the same content, the next version. Change it, then sign it.</summary>
    /// <param name="current">The newest roster.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="lifetime">How long until it should be replaced.</param>
    public static NetworkRoster Next(Roster current, DateTimeOffset now, TimeSpan lifetime)
    {
        NetworkRoster next = NetworkRoster.Parser.ParseFrom(current.Envelope.Payload);
        next.Version = current.Version + 1;
        next.PreviousDigest = current.Digest.Bytes;
        next.CreateTime = Timestamp.FromDateTimeOffset(now);
        next.ExpireTime = Timestamp.FromDateTimeOffset(now + lifetime);
        return next;
    }

    /// <summary>Drafts the key set that follows: the same content, the next version. Change it, then sign it.</summary>
    public static KeySet Next(MemberKeys current, DateTimeOffset now)
    {
        KeySet next = KeySet.Parser.ParseFrom(current.Envelope.Payload);
        next.Version = current.Version + 1;
        next.PreviousDigest = current.Digest.Bytes;
        next.CreateTime = Timestamp.FromDateTimeOffset(now);
        return next;
    }

    /// <summary>An entry of a key set.</summary>
    public static SigningKey Entry(VerificationKey key, KeyState state, DateTimeOffset notBefore, DateTimeOffset notAfter) => new()
    {
        PublicKey = key.PublicKey,
        State = state,
        NotBeforeTime = Timestamp.FromDateTimeOffset(notBefore),
        NotAfterTime = Timestamp.FromDateTimeOffset(notAfter),
    };

    /// <summary>An entry of a roster's members.</summary>
    public static Member Entry(string networkId, string country, string displayName, VerificationKey countryKey) => new()
    {
        Country = country,
        SpiffeId = SpiffeId.Of(networkId, country),
        CountryKey = countryKey.PublicKey,
        State = MemberState.Active,
        DisplayName = displayName,
    };
}
