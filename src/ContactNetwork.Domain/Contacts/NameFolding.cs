using System.Globalization;
using System.Text;

namespace ContactNetwork.Domain.Contacts;

/// <summary>
/// Brings names of any script to one spelling for searching: compatibility forms are resolved, case and marks above and
/// below letters are dropped, everything that is no letter or digit separates words.
/// </summary>
public static class NameFolding
{
    // Letters that Unicode does not take apart, but people write otherwise where their keyboard lacks them.
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ł'] = "l",
        ['ħ'] = "h",
        ['ŧ'] = "t",
        ['ı'] = "i",
        ['ŋ'] = "n",
        ['ς'] = "σ",
    };

    /// <summary>Folds a text: words parted by single spaces, one in front.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length + 1).Append(' ');
        foreach (Rune rune in Sound(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                continue;
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpacingCombiningMark)
                Append(folded, Rune.ToLowerInvariant(rune));
            else if (folded[^1] != ' ')
                folded.Append(' ');
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>
    /// Tells whether folded words hold every word of a folded question: at the start of a word, or anywhere for scripts
    /// that are written without spaces.
    /// </summary>
    public static bool Holds(string words, string question)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(question);
        foreach (Range part in question.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> word = question.AsSpan()[part];
            if (!word.IsEmpty && !HoldsWord(words, word))
                return false;
        }

        return true;
    }

    private static bool HoldsWord(ReadOnlySpan<char> words, ReadOnlySpan<char> word)
    {
        bool isAnywhere = IsOfScriptWithoutSpaces(word[0]);
        for (int from = 0; words[from..].IndexOf(word, StringComparison.Ordinal) is var at and >= 0; from += at + 1)
        {
            if (isAnywhere || from + at == 0 || words[from + at - 1] == ' ')
                return true;
        }

        return false;
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsBmp && Letters.TryGetValue((char)rune.Value, out string? spelled))
            folded.Append(spelled);
        else
            folded.Append(rune);
    }

    /// <summary>Halves of surrogate pairs can't be normalized.</summary>
    private static string Sound(string text) => string.Concat(text.EnumerateRunes());

    private static bool IsOfScriptWithoutSpaces(char letter) => letter
        is (>= '\u0E00' and <= '\u0EFF') // Thai, Lao
        or (>= '\u1000' and <= '\u109F') // Myanmar
        or (>= '\u1780' and <= '\u17FF') // Khmer
        or (>= '\u2E80' and <= '\u9FFF') // Han, Hiragana, Katakana
        or (>= '\uF900' and <= '\uFAFF')
        or (>= '\uD840' and <= '\uD88F'); // Han beyond the basic plane, by its first half
}
