using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Domain.Contacts;

/// <summary>
/// Who tests whom: the members stand in a ring whose order is drawn anew for each period from what all know, and each
/// tests the next. So all nodes agree without talking, each country is tested once, and nobody tests itself.
/// </summary>
public static class ContactTestPairing
{
    /// <summary>The country that this one tests; null where there is no other, or it is no member itself.</summary>
    /// <param name="tester">This country.</param>
    /// <param name="networkId">The network.</param>
    /// <param name="period">The period, e.g. "2026-12".</param>
    /// <param name="members">The active members, in any order.</param>
    public static string? TestedBy(string tester, string networkId, string period, IEnumerable<string> members)
    {
        ImmutableArray<string> ring =
        [
            .. members.Distinct(StringComparer.Ordinal)
                .OrderBy(country => Place(networkId, period, country), StringComparer.Ordinal)
                .ThenBy(country => country, StringComparer.Ordinal),
        ];
        int at = ring.IndexOf(tester);
        return at < 0 || ring.Length < 2 ? null : ring[(at + 1) % ring.Length];
    }

    private static string Place(string networkId, string period, string country) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"contactnetwork/contact-tests/{networkId}/{period}/{country}")));
}
