using System.Globalization;
using System.Text;

namespace ContactNetwork.Cards.Texts;

/// <summary>Where a text may go on in the next line: after blanks and hyphens, between East Asian characters.</summary>
internal static class LineBreaks
{
    private const string BreakAfter = "-/–—·";
    private const string NeverFirst = "、。，．・：；？！）］｝」』】〉》ー々ゝゞ";
    private const string NeverLast = "（［｛「『【〈《";

    /// <summary>Cuts a text into pieces; between any two of them a line may end. Blanks stay at the end of their piece.</summary>
    public static List<string> Pieces(string text)
    {
        List<string> pieces = [];
        var piece = new StringBuilder();
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int at = 0; at < runes.Length; at++)
        {
            piece.Append(runes[at].ToString());
            if (at + 1 < runes.Length && MayBreak(runes[at], runes[at + 1]))
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
        }

        if (piece.Length > 0) pieces.Add(piece.ToString());
        return pieces;
    }

    /// <summary>Cuts a piece that fits no line into what a reader sees as single characters.</summary>
    public static List<string> Characters(string piece)
    {
        List<string> characters = [];
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(piece);
        while (elements.MoveNext()) characters.Add(elements.GetTextElement());
        return characters;
    }

    private static bool MayBreak(Rune last, Rune next)
    {
        if (next.Value == ' ') return false;
        if (last.Value == ' ') return true;
        if (IsEastAsian(last) || IsEastAsian(next)) return !Is(NeverFirst, next) && !Is(NeverLast, last) && !IsMark(next);
        return Is(BreakAfter, last) && Rune.IsLetter(next);
    }

    private static bool Is(string characters, Rune rune) => rune.IsBmp && characters.Contains((char)rune.Value, StringComparison.Ordinal);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Ideographs, kana and their punctuation; Korean breaks at its blanks.</summary>
    private static bool IsEastAsian(Rune rune) => rune.Value is (>= 0x2E80 and <= 0x312F) or (>= 0x3190 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFF60) or (>= 0x20000 and <= 0x3FFFF);
}
