using System.Globalization;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Names and codes of countries by ISO 3166, from the system's tables, to find them by.</summary>
public static class IsoNames
{
    /// <summary>English and own name and the three-letter code; empty for codes that users assign, which name no state.</summary>
    public static string WordsOf(string country)
    {
        if (IsUserAssigned(country))
            return "";
        try
        {
            var region = new RegionInfo(country);
            return $"{region.EnglishName} {region.NativeName} {region.ThreeLetterISORegionName}";
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    private static bool IsUserAssigned(string country) =>
        country is "AA" or "ZZ" or ['X', _] or ['Q', >= 'M' and <= 'Z'];
}
