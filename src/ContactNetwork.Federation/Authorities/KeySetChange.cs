using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Authorities;

/// <summary>Tells what a new key set changes.</summary>
public static class KeySetChange
{
    /// <summary>All differences, as plain text.</summary>
    public static ImmutableArray<RosterChange> Between(KeySet before, KeySet next)
    {
        SortedDictionary<string, string> old = Facts(before);
        SortedDictionary<string, string> fresh = Facts(next);
        return
        [
            .. old.Keys.Union(fresh.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(what => new RosterChange(what, old.GetValueOrDefault(what), fresh.GetValueOrDefault(what)))
                .Where(change => change.Old != change.New),
        ];
    }

    private static SortedDictionary<string, string> Facts(KeySet keySet)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["country"] = $"{keySet.NetworkId} {keySet.Realm} {keySet.Country}",
            ["version"] = keySet.Version.ToString(CultureInfo.InvariantCulture),
        };
        foreach (SigningKey key in keySet.SigningKeys)
            facts[$"signing key {Id(key.PublicKey)}"] = Life(key);
        foreach (SigningKey key in keySet.DirectoryKeys)
            facts[$"directory key {Id(key.PublicKey)}"] = Life(key);
        foreach (ByteString authority in keySet.CertificateAuthorities)
            facts[$"authority {Digest.Of(authority)}"] = "vouches for the node";
        foreach (ByteString withdrawn in keySet.WithdrawnCertificateKeys)
            facts[$"certificate key {Convert.ToHexStringLower(withdrawn.Span)}"] = "WITHDRAWN";
        foreach (string endpoint in keySet.Endpoints)
            facts[$"endpoint {endpoint}"] = "reaches the node";
        int unknown = keySet.CalculateSize()
            - KeySet.Parser.WithDiscardUnknownFields(true).ParseFrom(keySet.ToByteString()).CalculateSize();
        if (unknown > 0)
            facts["content that this version of cn can't show"] = $"{unknown} bytes: do not sign";
        return facts;
    }

    private static string Life(SigningKey key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{key.State.ToString().ToUpperInvariant()}, {Times.Read(key.NotBeforeTime):yyyy-MM-dd HH:mm} to {Times.Read(key.NotAfterTime):yyyy-MM-dd HH:mm} UTC");

    private static string Id(ByteString publicKey) => VerificationKey.Read(publicKey)?.KeyId ?? "malformed";
}
