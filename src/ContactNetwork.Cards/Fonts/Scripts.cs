using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace ContactNetwork.Cards.Fonts;

/// <summary>Which script a character is of, and which font files hold it.</summary>
internal static class Scripts
{
    public const string Core = "fonts-noto-core";
    public const string Cjk = "fonts-noto-cjk";

    private static readonly HashSet<Script> EastAsian = [Script.Han, Script.Hiragana, Script.Katakana, Script.Hangul, Script.Bopomofo];
    private static readonly HashSet<Script> Base = [Script.Latin, Script.Cyrillic, Script.Greek, Script.Common, Script.Inherited, Script.Unknown];

    private static readonly Dictionary<Script, string> Names = new()
    {
        [Script.Arabic] = "Arabic",
        [Script.Armenian] = "Armenian",
        [Script.Bengali] = "Bengali",
        [Script.Devanagari] = "Devanagari",
        [Script.Ethiopic] = "Ethiopic",
        [Script.Georgian] = "Georgian",
        [Script.Gujarati] = "Gujarati",
        [Script.Gurmukhi] = "Gurmukhi",
        [Script.Hebrew] = "Hebrew",
        [Script.Kannada] = "Kannada",
        [Script.Khmer] = "Khmer",
        [Script.Lao] = "Lao",
        [Script.Malayalam] = "Malayalam",
        [Script.Myanmar] = "Myanmar",
        [Script.Sinhala] = "Sinhala",
        [Script.Tamil] = "Tamil",
        [Script.Telugu] = "Telugu",
        [Script.Thaana] = "Thaana",
        [Script.Thai] = "Thai",
    };

    /// <summary>The script; marks, digits and punctuation that all scripts share are <see cref="Script.Common"/>.</summary>
    public static Script Of(Rune rune)
    {
        Script script = UnicodeFunctions.Default.GetScript(rune.Value);
        return script == Script.Inherited || script == Script.Unknown ? Script.Common : script;
    }

    public static bool IsEastAsian(Script script) => EastAsian.Contains(script);

    /// <summary>The name that the script's font files carry: "" for the base font, null where none is known.</summary>
    public static string? FileName(Script script) =>
        Base.Contains(script) ? "" : EastAsian.Contains(script) ? "CJK" : Names.GetValueOrDefault(script);

    public static string Package(Script script) => IsEastAsian(script) ? Cjk : Core;

    /// <summary>Which of the faces in a collection of East Asian fonts a language wants: Japanese, Korean, simplified or traditional Chinese, Hong Kong.</summary>
    public static int FaceIndex(string language, Script script)
    {
        string tag = language.ToLowerInvariant();
        if (tag.StartsWith("ja", StringComparison.Ordinal) || script == Script.Hiragana || script == Script.Katakana) return 0;
        if (tag.StartsWith("ko", StringComparison.Ordinal) || script == Script.Hangul) return 1;
        if (tag.Contains("-hk", StringComparison.Ordinal) || tag.Contains("-mo", StringComparison.Ordinal)) return 4;
        return tag.Contains("hant", StringComparison.Ordinal) || tag.Contains("-tw", StringComparison.Ordinal) || script == Script.Bopomofo ? 3 : 2;
    }

    /// <summary>Tells whether a character that no font has may be told by its number: symbols, and what no font can have.</summary>
    public static bool MayBeNumbered(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol
        or UnicodeCategory.ModifierSymbol or UnicodeCategory.CurrencySymbol || HasNoMeaning(rune);

    /// <summary>Private use and unassigned: fonts disagree about these, so they are never drawn.</summary>
    public static bool HasNoMeaning(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
