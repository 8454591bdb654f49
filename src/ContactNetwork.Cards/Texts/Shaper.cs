using System.Globalization;
using System.Text;
using ContactNetwork.Cards.Fonts;
using HarfBuzzSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace ContactNetwork.Cards.Texts;

/// <summary>
/// Turns a line of text into glyphs: 1. directions by <see cref="Bidi"/>, 2. a script and face for each character, 3. runs
/// of one direction, script and face, 4. each shaped by HarfBuzz with its neighbors in sight, 5. put in visual order.
/// </summary>
internal sealed class Shaper(FontShelf fonts)
{
    private readonly record struct Setting(byte Level, Script Script, LoadedFace Face);

    public ShapedLine Shape(string text, string language, bool isBold)
    {
        string told = Numbered(text, language, isBold);
        Rune[] runes = [.. told.EnumerateRunes()];
        byte[] levels = Bidi.Levels(runes);
        Setting[] settings = Settle(runes, levels, language, isBold);
        List<(Setting Setting, int Start, int Length)> pieces = Pieces(runes, settings);
        int[] order = Bidi.VisualOrder([.. pieces.Select(piece => piece.Setting.Level)]);
        return new ShapedLine([.. order.Select(at => pieces[at]).Select(piece => Shape(told, piece.Start, piece.Length, piece.Setting, language))]);
    }

    /// <summary>Symbols that no font has are told by their number, so that an odd record can't stop a booklet.</summary>
    private string Numbered(string text, string language, bool isBold)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        if (!runes.Any(Scripts.MayBeNumbered)) return text;
        return string.Concat(runes.Select(rune => Scripts.MayBeNumbered(rune) && fonts.Choose(rune, Scripts.Of(rune), language, isBold) is null
            ? string.Create(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]")
            : rune.ToString()));
    }

    private Setting[] Settle(Rune[] runes, byte[] levels, string language, bool isBold)
    {
        Script first = runes.Select(Scripts.Of).FirstOrDefault(script => script != Script.Common, Script.Latin);
        var settings = new Setting[runes.Length];
        Script current = first;
        for (int at = 0; at < runes.Length; at++)
        {
            Script own = Scripts.Of(runes[at]);
            if (own != Script.Common) current = own;
            // A mark belongs to the letter before it, so it is set in that letter's face where that has it.
            bool isMark = at > 0 && Rune.GetUnicodeCategory(runes[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
            LoadedFace face = isMark && at > 0 && (settings[at - 1].Face.Has(runes[at].Value) || Rune.GetUnicodeCategory(runes[at]) is UnicodeCategory.Format)
                ? settings[at - 1].Face
                : fonts.Choose(runes[at], current, language, isBold)!;
            settings[at] = new Setting(levels[at], current, face);
        }

        return settings;
    }

    private static List<(Setting Setting, int Start, int Length)> Pieces(Rune[] runes, Setting[] settings)
    {
        List<(Setting Setting, int Start, int Length)> pieces = [];
        int start = 0;
        int length = 0;
        for (int at = 0; at < runes.Length; at++)
        {
            if (length > 0 && settings[at] != settings[at - 1])
            {
                pieces.Add((settings[at - 1], start, length));
                start += length;
                length = 0;
            }

            length += runes[at].Utf16SequenceLength;
        }

        if (length > 0) pieces.Add((settings[^1], start, length));
        return pieces;
    }

    private static GlyphRun Shape(string text, int start, int length, Setting setting, string language)
    {
        bool isRightToLeft = setting.Level % 2 == 1;
        using var buffer = new Buffer
        {
            Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight,
            Script = setting.Script,
            ContentType = ContentType.Unicode,
        };
        if (language.Length > 0) buffer.Language = new Language(language);
        buffer.AddUtf16(text, start, length);
        setting.Face.Shaping.Shape(buffer);
        ReadOnlySpan<GlyphInfo> infos = buffer.GetGlyphInfoSpan();
        ReadOnlySpan<GlyphPosition> places = buffer.GetGlyphPositionSpan();
        float unit = 1f / setting.Face.UnitsPerEm;
        var glyphs = new ushort[infos.Length];
        var starts = new int[infos.Length];
        var positions = new (float X, float Y)[infos.Length];
        float advance = 0;
        for (int at = 0; at < infos.Length; at++)
        {
            glyphs[at] = (ushort)infos[at].Codepoint;
            starts[at] = (int)infos[at].Cluster - start;
            positions[at] = (advance + (places[at].XOffset * unit), -places[at].YOffset * unit);
            advance += places[at].XAdvance * unit;
        }

        (string copied, uint[] clusters) = CopiedText.Of(text.Substring(start, length), starts, isRightToLeft);
        return new GlyphRun(setting.Face, copied, glyphs, clusters, positions, advance);
    }
}
