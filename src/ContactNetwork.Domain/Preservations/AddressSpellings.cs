using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContactNetwork.Domain.Preservations;

/// <summary>Spellings of IP addresses.</summary>
internal static class AddressSpellings
{
    private const int Groups = 8;

    /// <summary>Four decimal parts without leading zeros: some read those as octal, and would name another subscriber.</summary>
    public static Spelling Ipv4(string value)
    {
        string[] parts = value.Split('.');
        return parts.Length == 4 && parts.All(IsOctet)
            ? Spelling.Right(value)
            : Spelling.Wrong("is not an IPv4 address: four numbers from 0 to 255 without leading zeros, as in 192.0.2.7.");
    }

    /// <summary>Lower case, the longest run of zero groups shortened (RFC 5952).</summary>
    public static Spelling Ipv6(string value)
    {
        bool isPlain = value.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.');
        if (!isPlain || !IPAddress.TryParse(value, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            return Spelling.Wrong("is not an IPv6 address without zone and brackets, as in 2001:db8::7.");
        if (address.IsIPv4MappedToIPv6)
            return Spelling.Wrong("is an IPv4 address in IPv6 clothes; write it as IPV4.");

        return Spelling.Right(Canonical(address.GetAddressBytes()));
    }

    private static bool IsOctet(string part) =>
        part.Length is >= 1 and <= 3
        && part.All(char.IsAsciiDigit)
        && (part.Length == 1 || part[0] != '0')
        && int.Parse(part, CultureInfo.InvariantCulture) <= byte.MaxValue;

    private static string Canonical(byte[] bytes)
    {
        int[] groups = [.. Enumerable.Range(0, Groups).Select(group => (bytes[2 * group] << 8) | bytes[(2 * group) + 1])];
        (int start, int length) = LongestZeros(groups);
        if (length < 2)
            return Join(groups);

        return $"{Join(groups[..start])}::{Join(groups[(start + length)..])}";

        static string Join(int[] some) => string.Join(':', some.Select(group => group.ToString("x", CultureInfo.InvariantCulture)));
    }

    private static (int Start, int Length) LongestZeros(int[] groups)
    {
        (int Start, int Length) longest = (0, 0);
        int length = 0;
        for (int index = 0; index < groups.Length; index++)
        {
            length = groups[index] == 0 ? length + 1 : 0;
            if (length > longest.Length)
                longest = (index - length + 1, length);
        }

        return longest;
    }
}
