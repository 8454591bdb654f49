using System.Globalization;
using System.Text;
using Spectre.Console;

namespace ContactNetwork.Cli.Screens;

/// <summary>Makes text of others harmless for a terminal: no escape sequences, no hidden or direction-turning characters.</summary>
internal static class Safe
{
    private const char Stand = '\u00b7';

    /// <summary>One line, cleaned and escaped for markup.</summary>
    public static string Text(string? text) => Clean(text).EscapeMarkup();

    /// <summary>One line, cleaned; not escaped.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' or '\t') clean.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) clean.Append(Stand);
            else clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>Cuts to at most so many columns, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, int columns)
    {
        if (Width(text) <= columns) return text;
        var cut = new StringBuilder();
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int width = Width(rune.ToString());
            if (used + width > columns - 1) break;
            cut.Append(rune.ToString());
            used += width;
        }

        return cut.Append('…').ToString();
    }

    /// <summary>How many columns a text takes.</summary>
    public static int Width(string text) => text.GetCellWidth();

    /// <summary>
    /// Breaks text, paragraph by paragraph, into lines of at most so many columns. A single line end inside a paragraph is
    /// only the writer's own wrapping, except before a list's entry.
    /// </summary>
    public static IEnumerable<string> Wrap(string? text, int columns)
    {
        foreach (string paragraph in Paragraphs((text ?? "").ReplaceLineEndings("\n").TrimEnd()))
        {
            var line = new StringBuilder();
            foreach (string word in Clean(paragraph).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Pieces(word, columns)))
            {
                if (line.Length > 0 && Width(line.ToString()) + 1 + Width(word) > columns)
                {
                    yield return line.ToString();
                    line.Clear();
                }

                if (line.Length > 0) line.Append(' ');
                line.Append(word);
            }

            yield return line.ToString();
        }
    }

    private static IEnumerable<string> Paragraphs(string text)
    {
        var paragraph = new StringBuilder();
        foreach (string line in text.Split('\n'))
        {
            bool isNew = line.Length == 0 || line[0] is '-' or '*' || char.IsAsciiDigit(line[0]);
            if (isNew && paragraph.Length > 0)
            {
                yield return paragraph.ToString();
                paragraph.Clear();
            }

            if (paragraph.Length > 0) paragraph.Append(' ');
            paragraph.Append(line);
        }

        yield return paragraph.ToString();
    }

    private static IEnumerable<string> Pieces(string word, int columns)
    {
        for (int start = 0; start < word.Length; start += columns)
            yield return word.Substring(start, Math.Min(columns, word.Length - start));
    }
}
