using System.Collections.Immutable;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>
/// Whom this node trusts: the roster's chain and the members' key sets. Immutable, safe for threads; a change makes a
/// new snapshot. It starts empty with the anchor and grows by offers, which verify everything.
/// </summary>
public sealed class TrustSnapshot
{
    private readonly ImmutableDictionary<string, KeySetChain> keySets;
    // Made when they are asked for: a node that reads its store makes a snapshot for each document, and needs the last only.
    private readonly Lazy<ImmutableSortedDictionary<string, TrustedMember>> members;
    private readonly Lazy<ImmutableDictionary<string, TrustedMember>> bySpiffeId;
    private readonly Lazy<ImmutableArray<DocumentVersion>> keySetVersions;

    private TrustSnapshot(
        string networkId,
        Realm realm,
        string ownCountry,
        RosterChain rosters,
        ImmutableDictionary<string, KeySetChain> keySets,
        ImmutableHashSet<string> suspendedHere,
        ImmutableArray<KeyNotice> notices)
    {
        (NetworkId, Realm, OwnCountry, Rosters, this.keySets) = (networkId, realm, ownCountry, rosters, keySets);
        SuspendedHere = suspendedHere;
        Notices = notices;
        members = new(() => (rosters.Current?.Members.Values ?? [])
            .Select(MemberOf)
            .ToImmutableSortedDictionary(member => member.Country, member => member, StringComparer.Ordinal));
        bySpiffeId = new(() => Members.Values.ToImmutableDictionary(member => member.SpiffeId, StringComparer.Ordinal));
        keySetVersions = new(() => [.. VersionsOf(Members.Values)]);
    }

    /// <summary>The network.</summary>
    public string NetworkId { get; }

    /// <summary>The realm.</summary>
    public Realm Realm { get; }

    /// <summary>This node's country.</summary>
    public string OwnCountry { get; }

    /// <summary>The rosters.</summary>
    public RosterChain Rosters { get; }

    /// <summary>All members by country, this node's and those that are suspended or have left included.</summary>
    public ImmutableSortedDictionary<string, TrustedMember> Members => members.Value;

    /// <summary>The countries that people here have suspended, whatever the roster says.</summary>
    public ImmutableHashSet<string> SuspendedHere { get; }

    /// <summary>The notices in force, in the order in which they came.</summary>
    public ImmutableArray<KeyNotice> Notices { get; }

    /// <summary>This node's own entry; null while no roster holds it.</summary>
    public TrustedMember? Own => FindMember(OwnCountry);

    /// <summary>Starts with nothing but the fingerprint of the first roster.</summary>
    /// <param name="networkId">The network that this node is configured for.</param>
    /// <param name="realm">The realm that this node is configured for.</param>
    /// <param name="ownCountry">This node's country.</param>
    /// <param name="anchor">The fingerprint, handed over out of band.</param>
    public static TrustSnapshot Start(string networkId, Realm realm, string ownCountry, Digest anchor) =>
        new(
            networkId,
            realm,
            ownCountry,
            RosterChain.Start(anchor, networkId, realm),
            ImmutableDictionary<string, KeySetChain>.Empty,
            ImmutableHashSet.Create<string>(StringComparer.Ordinal),
            []);

    /// <summary>The same view with these countries suspended here, and no others.</summary>
    public TrustSnapshot Suspend(IEnumerable<string> countries) =>
        SuspendedHere.SetEquals(countries)
            ? this
            : new(NetworkId, Realm, OwnCountry, Rosters, keySets, SuspendedHere.Clear().Union(countries), Notices);

    /// <summary>Finds a member by country; null when there is none.</summary>
    public TrustedMember? FindMember(string country) =>
        members.IsValueCreated ? Members.GetValueOrDefault(country)
        : Rosters.Current?.Members.GetValueOrDefault(country) is { } entry ? MemberOf(entry)
        : null;

    /// <summary>Finds a member by the name of its node; null when there is none.</summary>
    public TrustedMember? FindMemberBySpiffeId(string spiffeId) => bySpiffeId.Value.GetValueOrDefault(spiffeId);

    /// <summary>Offers a roster. Changes nothing here; an accepted one is in the answer's snapshot.</summary>
    public TrustOffer OfferRoster(Envelope envelope)
    {
        RosterVerdict verdict = Rosters.Judge(envelope);
        if (verdict.Next is not { Current: { } current } next)
            return verdict.Answer!;
        return new TrustOffer.Accepted(
            new TrustSnapshot(NetworkId, Realm, OwnCountry, next, keySets, SuspendedHere, Notices), "", current.Version, current.Digest);
    }

    /// <summary>Offers a key set. Changes nothing here; an accepted one is in the answer's snapshot.</summary>
    /// <param name="envelope">What was offered.</param>
    /// <param name="acceptTime">When this node accepts or accepted it; null where nothing will be asked of the past.</param>
    public TrustOffer OfferKeySet(Envelope envelope, DateTimeOffset? acceptTime = null)
    {
        KeySetVerdict verdict = KeySetChain.Judge(this, envelope, acceptTime ?? DateTimeOffset.MinValue);
        if (verdict.Next is not { Current: { } current } next)
            return verdict.Answer!;
        return new TrustOffer.Accepted(
            new TrustSnapshot(NetworkId, Realm, OwnCountry, Rosters, keySets.SetItem(current.Country, next), SuspendedHere, Notices),
            current.Country,
            current.Version,
            current.Digest);
    }

    /// <summary>
    /// Offers a notice. Changes nothing here; an accepted one is in the answer's snapshot, with the count of the country's
    /// notices as its version. One that names no further key counts as known.
    /// </summary>
    public TrustOffer OfferNotice(Envelope envelope)
    {
        (KeyNotice? notice, TrustOffer.Refused? refusal) = NoticeJudge.Judge(this, envelope);
        if (notice is null)
            return refusal!;
        ImmutableArray<KeyNotice> ofCountry = [.. Notices.Where(held => held.Country == notice.Country)];
        ImmutableHashSet<string> known = [.. ofCountry.SelectMany(held => held.KeyIds)];
        if (notice.KeyIds.IsSubsetOf(known))
            return new TrustOffer.Known();
        if (Notices.Length >= TrustLimits.NoticesMax || known.Union(notice.KeyIds).Count > TrustLimits.NoticeKeysPerCountryMax)
            return new TrustOffer.Refused(TrustFault.TooMany, $"Too many keys of {notice.Country} are compromised.");
        return new TrustOffer.Accepted(
            new TrustSnapshot(NetworkId, Realm, OwnCountry, Rosters, keySets, SuspendedHere, Notices.Add(notice)),
            notice.Country,
            (ulong)ofCountry.Length + 1,
            notice.Digest);
    }

    /// <summary>The notices in force that somebody lacks who holds those of these digests.</summary>
    public IEnumerable<Envelope> NoticesBesides(IReadOnlySet<Digest> held, int countMax) =>
        Notices.Where(notice => !held.Contains(notice.Digest)).Take(countMax).Select(notice => notice.Envelope);

    /// <summary>The newest roster's version and digest; null before the first has come.</summary>
    public DocumentVersion? RosterVersion() => Rosters.Current is { } roster
        ? new DocumentVersion { Version = roster.Version, Digest = roster.Digest.Bytes }
        : null;

    /// <summary>The newest key set of each member. The same messages each time: don't change them.</summary>
    public ImmutableArray<DocumentVersion> KeySetVersions => keySetVersions.Value;

    /// <summary>The rosters after a version, oldest first.</summary>
    public IEnumerable<Envelope> RostersAfter(ulong version, int countMax) => Rosters.Versions
        .Where(roster => roster.Version > version)
        .Take(countMax)
        .Select(roster => roster.Envelope);

    /// <summary>The key sets that somebody lacks who holds these, oldest first for each country.</summary>
    public IEnumerable<Envelope> KeySetsAfter(IEnumerable<DocumentVersion> held, int countMax)
    {
        var versions = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (DocumentVersion version in held)
            versions[version.Country] = version.Version;
        return Members.Values
            .SelectMany(member => member.KeySets?.Versions ?? [])
            .Where(keys => keys.Version > versions.GetValueOrDefault(keys.Country))
            .Take(countMax)
            .Select(keys => keys.Envelope);
    }

    private TrustedMember MemberOf(RosterMember entry) => new(entry, keySets.GetValueOrDefault(entry.Country))
    {
        IsSuspendedHere = SuspendedHere.Contains(entry.Country),
        CompromisedKeyIds = [.. Notices.Where(notice => notice.Country == entry.Country).SelectMany(notice => notice.KeyIds)],
    };

    private static IEnumerable<DocumentVersion> VersionsOf(IEnumerable<TrustedMember> members) => members
        .Where(member => member.Keys is not null)
        .Select(member => new DocumentVersion
        {
            Country = member.Country,
            Version = member.Keys!.Version,
            Digest = member.Keys.Digest.Bytes,
        });
}
