using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>A sheet and since when it is in force at one's own node.</summary>
/// <param name="Sheet">The sheet.</param>
/// <param name="EffectiveTime">Since when it is in force there.</param>
public readonly record struct SheetInForce(ReadSheet Sheet, DateTimeOffset EffectiveTime);

/// <summary>Makes what questions are answered from, at the node and offline alike.</summary>
public static class DirectoryRecords
{
    /// <summary>What is known of one country.</summary>
    /// <param name="country">The country.</param>
    /// <param name="displayName">Its name in the roster.</param>
    /// <param name="recent">See <see cref="RecentOf"/>; empty where no sheet is known.</param>
    public static CountryRecord Of(string country, string displayName, IEnumerable<SheetInForce> recent) => new(
        country,
        displayName,
        IsoNames.WordsOf(country),
        [.. recent.Select(held => new HeldSheet(held.Sheet.Content, (long)held.Sheet.Version, held.Sheet.CreateTime, held.EffectiveTime))]);

    /// <summary>Every member that has not left, made ready for questions.</summary>
    /// <param name="trust">The members.</param>
    /// <param name="recent">What is held of a country; empty for nothing.</param>
    public static DirectoryIndex IndexOf(TrustSnapshot trust, Func<string, IEnumerable<SheetInForce>> recent) => new(
        trust.Members.Values.Where(IsIn).Select(member => Of(member, recent(member.Country))), Zones.Find);

    /// <summary>Whether a member is in the directory: it has not left.</summary>
    public static bool IsIn(TrustedMember member) => member.State != MemberState.Withdrawn;

    /// <summary>What is known of a member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="recent">See <see cref="RecentOf"/>; empty where no sheet is known.</param>
    public static CountryRecord Of(TrustedMember member, IEnumerable<SheetInForce> recent) =>
        Of(member.Country, member.Entry.DisplayName, recent);

    /// <summary>How many of a country's versions, oldest first, count for answers: the newest, those of the last 72 hours and one older.</summary>
    public static int RecentOf<T>(IReadOnlyList<T> versions, Func<T, DateTimeOffset> effectiveTime, DateTimeOffset now)
    {
        int first = versions.Count - 1;
        while (first > 0 && effectiveTime(versions[first]) > now - SheetLimits.SpokenCheckLag)
            first--;
        return versions.Count - Math.Max(first, 0);
    }
}
