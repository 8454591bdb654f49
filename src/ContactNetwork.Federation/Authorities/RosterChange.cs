using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Authorities;

/// <summary>One difference between two rosters, for the person who is asked to sign.</summary>
/// <param name="What">What differs, e.g. "XC state".</param>
/// <param name="Old">How it was; null for what is new.</param>
/// <param name="New">How it becomes; null for what goes.</param>
public sealed record RosterChange(string What, string? Old, string? New)
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm 'UTC'";

    /// <summary>All differences. Whatever differs between the two documents is in the answer.</summary>
    /// <param name="before">The roster in force; null for the first.</param>
    /// <param name="next">The draft.</param>
    public static ImmutableArray<RosterChange> Between(NetworkRoster? before, NetworkRoster next) =>
    [
        .. Plain(before, next),
        .. AuthorityKeys(before, next),
        .. Members(before, next),
        .. Unknown(next),
    ];

    private static IEnumerable<RosterChange> Plain(NetworkRoster? before, NetworkRoster next) => new[]
    {
        Of("network", before?.NetworkId, next.NetworkId),
        Of("realm", before?.Realm.ToString(), next.Realm.ToString()),
        Of("version", Text(before?.Version), Text(next.Version)),
        Of("made", Time(before?.CreateTime), Time(next.CreateTime)),
        Of("expires", Time(before?.ExpireTime), Time(next.ExpireTime)),
        Of("signatures needed", Threshold(before), Threshold(next)),
    }.OfType<RosterChange>();

    private static IEnumerable<RosterChange> AuthorityKeys(NetworkRoster? before, NetworkRoster next) =>
        Pairs(before?.AuthorityKeys ?? [], next.AuthorityKeys, key => Convert.ToHexString(key.PublicKey.Span))
            .Select(pair => Of($"authority key {KeyId((pair.New ?? pair.Old)!.PublicKey)}", pair.Old?.Holder, pair.New?.Holder))
            .OfType<RosterChange>();

    private static IEnumerable<RosterChange> Members(NetworkRoster? before, NetworkRoster next) =>
        Pairs(before?.Members ?? [], next.Members, member => member.Country).SelectMany(pair => Member(pair.Old, pair.New));

    private static IEnumerable<RosterChange> Member(Member? old, Member? next)
    {
        string country = (next ?? old)!.Country;
        return new[]
        {
            Of($"{country} name", old?.DisplayName, next?.DisplayName),
            Of($"{country} state", State(old), State(next)),
            Of($"{country} country key", old is null ? null : KeyId(old.CountryKey), next is null ? null : KeyId(next.CountryKey)),
            Of($"{country} node", old?.SpiffeId, next?.SpiffeId),
        }.OfType<RosterChange>();
    }

    // A field of a later version would be signed without being seen.
    private static IEnumerable<RosterChange> Unknown(NetworkRoster next)
    {
        int known = NetworkRoster.Parser.WithDiscardUnknownFields(true).ParseFrom(next.ToByteString()).CalculateSize();
        int bytes = next.CalculateSize() - known;
        return bytes == 0 ? [] : [new("content that this version of cn can't show", null, $"{bytes} bytes: do not sign")];
    }

    private static RosterChange? Of(string what, string? old, string? next) => old == next ? null : new(what, old, next);

    private static string? Threshold(NetworkRoster? roster) => roster is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{roster.Threshold} of {roster.AuthorityKeys.Count}");

    private static string? State(Member? member) => member?.State.ToString().ToUpperInvariant();

    private static string? Text(ulong? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(Google.Protobuf.WellKnownTypes.Timestamp? time) =>
        time is null ? null : Times.Read(time)?.ToString(TimeFormat, CultureInfo.InvariantCulture) ?? "no time";

    private static string KeyId(ByteString publicKey) => VerificationKey.Read(publicKey)?.KeyId ?? "malformed";

    private static IEnumerable<(T? Old, T? New)> Pairs<T>(IEnumerable<T> before, IEnumerable<T> next, Func<T, string> id)
        where T : class
    {
        Dictionary<string, T> old = before.ToDictionary(id, StringComparer.Ordinal);
        Dictionary<string, T> fresh = next.ToDictionary(id, StringComparer.Ordinal);
        return old.Keys.Union(fresh.Keys).Order(StringComparer.Ordinal)
            .Select(key => (old.GetValueOrDefault(key), fresh.GetValueOrDefault(key)));
    }
}
