using System.Text.RegularExpressions;

namespace ContactNetwork.Domain.Preservations;

/// <summary>Spellings of hexadecimal and similar values.</summary>
internal static partial class HexSpellings
{
    /// <summary>Six pairs with colons, lower case; read with colons, hyphens, dots or nothing between.</summary>
    public static Spelling Mac(string value)
    {
        if (!MacForms().IsMatch(value))
            return Spelling.Wrong("is not a MAC address of 48 bits, as in 00:1b:44:11:3a:b7.");

        string digits = string.Concat(value.Where(char.IsAsciiHexDigit)).ToLowerInvariant();
        return Spelling.Right(string.Join(':', digits.Chunk(2).Select(pair => new string(pair))));
    }

    /// <summary>64 hexadecimal digits, lower case, without 0x.</summary>
    public static Spelling TransactionHash(string value)
    {
        string digits = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? value[2..] : value;
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit)
            ? Spelling.Right(digits.ToLowerInvariant())
            : Spelling.Wrong("is not a transaction hash: 64 hexadecimal digits.");
    }

    /// <summary>As many hexadecimal digits as MD5, SHA-1, SHA-256 or SHA-512 have, lower case.</summary>
    public static Spelling FileHash(string value) =>
        value.Length is 32 or 40 or 64 or 128 && value.All(char.IsAsciiHexDigit)
            ? Spelling.Right(value.ToLowerInvariant())
            : Spelling.Wrong("is not a file hash: 32 (MD5), 40 (SHA-1), 64 (SHA-256) or 128 (SHA-512) hexadecimal digits.");

    /// <summary>20 to 128 letters and digits. Only where the chain ignores case is it lowered.</summary>
    public static Spelling CryptoAddress(string value)
    {
        if (!CryptoForms().IsMatch(value))
            return Spelling.Wrong("is not an address of a crypto asset: 20 to 128 letters and digits.");

        bool isCaseFree = HexAddress().IsMatch(value) || value.StartsWith("bc1", StringComparison.OrdinalIgnoreCase);
        return Spelling.Right(isCaseFree ? value.ToLowerInvariant() : value);
    }

    [GeneratedRegex(@"\A([0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(\.[0-9A-Fa-f]{4}){2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex MacForms();

    [GeneratedRegex(@"\A[A-Za-z0-9:._-]{20,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CryptoForms();

    [GeneratedRegex(@"\A0[xX][0-9A-Fa-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexAddress();
}
