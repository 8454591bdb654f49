namespace ContactNetwork.Federation.Trust;

/// <summary>The names of nodes: <c>spiffe://&lt;network&gt;/&lt;country in lower case&gt;/node</c>.</summary>
public static class SpiffeId
{
    /// <summary>Makes the name of a country's node.</summary>
    public static string Of(string networkId, string country) =>
        $"spiffe://{networkId}/{country.ToLowerInvariant()}/node";

    /// <summary>The network that a node's name is of; null when it is no node's name.</summary>
    public static string? NetworkOf(string spiffeId)
    {
        const string Scheme = "spiffe://";
        return spiffeId.StartsWith(Scheme, StringComparison.Ordinal)
            && spiffeId[Scheme.Length..].Split('/') is [var network, { Length: 2 } country, "node"]
            && IsNetworkId(network)
            && country.All(char.IsAsciiLetterLower)
                ? network
                : null;
    }

    /// <summary>Tells whether a text is an ISO 3166-1 alpha-2 code in upper case.</summary>
    public static bool IsCountry(string text) => text.Length == 2 && text.All(char.IsAsciiLetterUpper);

    /// <summary>Tells whether a text is a network id: lower-case letters, digits and hyphens.</summary>
    public static bool IsNetworkId(string text) =>
        text.Length is > 0 and <= TrustLimits.NetworkIdCharactersMax
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
