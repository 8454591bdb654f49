using System.Text;

namespace ContactNetwork.Cards.Texts;

/// <summary>Sets an E.164 number in groups that can be dialed and read aloud: country code, then threes.</summary>
internal static class NumberGroups
{
    private const int GroupLength = 3;

    /// <summary>ITU country codes of two digits; codes of one digit are 1 and 7, all others have three.</summary>
    private static readonly HashSet<string> TwoDigits =
    [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
        "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];

    /// <summary>The number in groups; what is no E.164 number stays as it is.</summary>
    public static string Of(string number)
    {
        if (number is not ['+', .. { Length: > GroupLength } digits] || !digits.All(char.IsAsciiDigit)) return number;
        int code = digits[0] is '1' or '7' ? 1 : TwoDigits.Contains(digits[..2]) ? 2 : 3;
        var grouped = new StringBuilder("+").Append(digits, 0, code);
        int at = code;
        while (at < digits.Length)
        {
            int left = digits.Length - at;
            // No digit stands alone at the end.
            int length = left is 4 or 2 ? Math.Min(left, 4) : Math.Min(left, GroupLength);
            grouped.Append(' ').Append(digits, at, length);
            at += length;
        }

        return grouped.ToString();
    }
}
