using System.Text;
using ContactNetwork.Cards.Fonts;
using SkiaSharp;

namespace ContactNetwork.Cards.Texts;

/// <summary>Breaks texts into lines and draws them. Keeps what it has shaped; not for several threads at once.</summary>
internal sealed class TextPainter(FontShelf fonts) : IDisposable
{
    private const int KeptMax = 20_000;
    private readonly Shaper _shaper = new(fonts);
    private readonly Dictionary<(string Text, string Language, bool IsBold), ShapedLine> _kept = [];
    private readonly SKPaint _paint = new() { IsAntialias = true };

    /// <summary>The width of one line, in points.</summary>
    public float Width(CardText text, TextStyle style) => Shape(CleanText.Of(text.Text), text.Language, style.IsBold).Ems * style.Size;

    /// <summary>Breaks a text into lines of at most a width, in points. A word that fits no line is cut.</summary>
    public IReadOnlyList<ShapedLine> Wrap(CardText text, TextStyle style, float width)
    {
        float room = width / style.Size;
        List<ShapedLine> lines = [];
        var line = new StringBuilder();
        float used = 0;
        foreach (string piece in LineBreaks.Pieces(CleanText.Of(text.Text)).SelectMany(piece => Fitting(piece, text.Language, style, room)))
        {
            float ems = Ems(piece, text.Language, style);
            if (line.Length > 0 && used + Ems(piece.TrimEnd(), text.Language, style) > room)
            {
                lines.Add(Shape(line.ToString().TrimEnd(), text.Language, style.IsBold));
                line.Clear();
                used = 0;
            }

            line.Append(piece);
            used += ems;
        }

        if (line.Length > 0) lines.Add(Shape(line.ToString().TrimEnd(), text.Language, style.IsBold));
        return lines;
    }

    /// <summary>Draws a line with its left end and baseline at a point.</summary>
    public void Draw(SKCanvas canvas, ShapedLine line, float x, float y, TextStyle style)
    {
        _paint.Color = style.Color;
        foreach (GlyphRun run in line.Runs)
        {
            using var font = new SKFont(run.Face.Typeface, style.Size) { Subpixel = true, Hinting = SKFontHinting.None };
            using var builder = new SKTextBlobBuilder();
            byte[] copied = Encoding.UTF8.GetBytes(run.Text);
            SKPositionedTextRunBuffer glyphs = builder.AllocatePositionedTextRun(font, run.Glyphs.Length, copied.Length);
            glyphs.SetGlyphs(run.Glyphs);
            glyphs.SetPositions([.. run.Positions.Select(at => new SKPoint(at.X * style.Size, at.Y * style.Size))]);
            glyphs.SetText(copied);
            glyphs.SetClusters(run.Clusters);
            using SKTextBlob? blob = builder.Build();
            if (blob is not null) canvas.DrawText(blob, x, y, _paint);
            x += run.Advance * style.Size;
        }
    }

    public void Dispose() => _paint.Dispose();

    private float Ems(string piece, string language, TextStyle style) => Shape(piece, language, style.IsBold).Ems;

    private List<string> Fitting(string piece, string language, TextStyle style, float room) =>
        Ems(piece.TrimEnd(), language, style) <= room ? [piece] : LineBreaks.Characters(piece);

    private ShapedLine Shape(string text, string language, bool isBold)
    {
        (string Text, string Language, bool IsBold) key = (text, language, isBold);
        if (_kept.TryGetValue(key, out ShapedLine? line)) return line;
        if (_kept.Count >= KeptMax) _kept.Clear();
        line = _shaper.Shape(text, language, isBold);
        _kept.Add(key, line);
        return line;
    }
}
