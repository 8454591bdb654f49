using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts;

/// <summary>Names of sheets: "nodes/{country}/sheets/{sheet country, lower case}".</summary>
internal static class SheetName
{
    private const string Collection = "sheets";
    private const int CountryLength = 2;

    /// <summary>The name of a country's sheet.</summary>
    public static string Of(NodeIdentity node, string country) => $"nodes/{node.CountryPath}/{Collection}/{country.ToLowerInvariant()}";

    /// <summary>The country that a name speaks of; refuses what is no such name.</summary>
    public static string Read(NodeIdentity node, string name)
    {
        var start = $"nodes/{node.CountryPath}/{Collection}/";
        return name.Length == start.Length + CountryLength
            && name.StartsWith(start, StringComparison.Ordinal)
            && name.AsSpan(start.Length).IndexOfAnyExceptInRange('a', 'z') < 0
            ? name[start.Length..].ToUpperInvariant()
            : throw NotFound();
    }

    /// <summary>The refusal where nothing is known.</summary>
    public static RefusalException NotFound() => new(Refusal.Of(
        RefusalKind.NotFound, RefusalReasons.SheetNotFound, "No such sheet, or no such version of it, is known here. See `cn directory list`."));
}
