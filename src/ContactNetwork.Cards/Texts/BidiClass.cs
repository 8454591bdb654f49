using System.Globalization;
using System.Text;

namespace ContactNetwork.Cards.Texts;

/// <summary>The classes of Unicode's bidirectional algorithm (UAX #9) that printed text meets.</summary>
internal enum BidiClass
{
    L,
    R,
    AL,
    EN,
    AN,
    ES,
    ET,
    CS,
    NSM,
    WS,
    ON,
}

/// <summary>
/// Tells the class of a character from its general category and block. The runtime keeps the exact table to itself; names,
/// addresses and remarks don't meet the differences. Explicit marks of direction never come here: texts are cleaned before.
/// </summary>
internal static class BidiClasses
{
    private const int ArabicComma = 0x060C;
    private const int FractionSlash = 0x2044;
    private const int NarrowSpace = 0x202F;

    public static BidiClass Of(Rune rune)
    {
        int value = rune.Value;
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return BidiClass.NSM;
        if (IsEuropeanDigit(value)) return BidiClass.EN;
        if (IsArabicNumber(value)) return BidiClass.AN;
        if (value is '+' or '-' or 0x2212) return BidiClass.ES;
        if (value is ',' or '.' or '/' or ':' or '\u00A0' or ArabicComma or NarrowSpace or FractionSlash) return BidiClass.CS;
        if (value is '#' or '%' or '\u00B0' or '\u00B1' or 0x066A or 0x2030 || category is UnicodeCategory.CurrencySymbol) return BidiClass.ET;
        if (category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control)
            return BidiClass.WS;
        if (IsArabic(value)) return BidiClass.AL;
        if (IsRightToLeft(value)) return BidiClass.R;
        return category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.SpacingCombiningMark
            ? BidiClass.L
            : BidiClass.ON;
    }

    private static bool IsEuropeanDigit(int value) => value is (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9) or 0xB2 or 0xB3 or 0xB9
        or (>= 0x2070 and <= 0x2079) or (>= 0x2080 and <= 0x2089);

    private static bool IsArabicNumber(int value) => value is (>= 0x0660 and <= 0x0669) or 0x066B or 0x066C or (>= 0x0600 and <= 0x0605);

    private static bool IsArabic(int value) => value is 0x0608 or 0x060B or 0x060D or (>= 0x061B and <= 0x07BF) or (>= 0x0860 and <= 0x08FF)
        or (>= 0xFB50 and <= 0xFD3D) or (>= 0xFD50 and <= 0xFDFC) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10D00 and <= 0x10D3F)
        or (>= 0x10EC0 and <= 0x10F6F) or (>= 0x1EC70 and <= 0x1EFFF);

    private static bool IsRightToLeft(int value) => value is (>= 0x0590 and <= 0x05FF) or (>= 0x07C0 and <= 0x085F)
        or (>= 0xFB1D and <= 0xFB4F) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EC6F);
}
