using System.Globalization;
using System.Text;

namespace ContactNetwork.Cards.Texts;

/// <summary>
/// Takes out of a text what would disturb a page: line ends and tabs become blanks, controls and marks of direction go.
/// The two joiners stay, which Persian and Indic spelling needs. Lone surrogates become U+FFFD.
/// </summary>
internal static class CleanText
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        bool isBlank = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool isSpace = category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune.Value is '\t' or '\n' or '\r';
            if (isSpace)
            {
                if (!isBlank) clean.Append(' ');
                isBlank = true;
                continue;
            }

            if (category is UnicodeCategory.Control || (category is UnicodeCategory.Format && rune.Value is not NonJoiner and not Joiner)) continue;
            clean.Append(rune.ToString());
            isBlank = false;
        }

        return clean.ToString().TrimEnd(' ').Normalize(NormalizationForm.FormC);
    }
}
