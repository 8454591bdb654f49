using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// Short words of another country that this side keeps in clear, on its board and in its history. A fact is never refused for
/// its words: they are cut to their limit and freed of what no text may hold.
/// </summary>
internal static partial class PeerWords
{
    /// <summary>Characters of a role, method, channel, stage or reference.</summary>
    public const int WordMax = 100;

    /// <summary>The word, at most <see cref="WordMax"/> characters, without control and format characters.</summary>
    public static string Word(string text) => Text(text, WordMax);

    /// <summary>The text, at most so many characters, without control and format characters.</summary>
    public static string Text(string text, int charactersMax)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Where(IsKept).Take(charactersMax))
            word.Append(rune.ToString());
        return word.ToString();
    }

    /// <summary>The number, E.164; empty for anything else, so that nobody is told to call what is no number.</summary>
    public static string Phone(string text) => Number().IsMatch(text) ? text : "";

    private static bool IsKept(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
