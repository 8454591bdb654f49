using ContactNetwork.Cards.Texts;
using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>
/// Puts texts on a page and tells how far down they reach. Without a canvas it only measures, by the same code, so that
/// what was measured is what is drawn.
/// </summary>
internal sealed class Pen(TextPainter painter, SKCanvas? canvas, float scale)
{
    private const float LineHeight = 1.32f;
    private const float Ascent = 1.0f;
    private static readonly CardText Ellipsis = new("", "…");

    public TextPainter Painter => painter;

    public SKCanvas? Canvas => canvas;

    /// <summary>A length that shrinks with the page's type.</summary>
    public float Scaled(float points) => points * scale;

    /// <summary>A style whose size shrinks with the page's type.</summary>
    public TextStyle Style(float size, bool isBold = false, SKColor? color = null) => new(size * scale, isBold, color ?? Paper.Ink);

    /// <summary>Sets a text in lines from a point down; returns where the next line would begin.</summary>
    /// <param name="text">The text; an empty one takes no room.</param>
    /// <param name="style">Its style.</param>
    /// <param name="x">Left end.</param>
    /// <param name="y">Top.</param>
    /// <param name="width">Room to the right.</param>
    /// <param name="linesMax">The most lines; where more are needed, the last ends with an ellipsis.</param>
    public float Put(CardText text, TextStyle style, float x, float y, float width, int linesMax = int.MaxValue)
    {
        IReadOnlyList<ShapedLine> lines = painter.Wrap(text, style, width);
        int count = Math.Min(lines.Count, linesMax);
        for (int at = 0; at < count; at++)
        {
            DrawLine(lines[at], style, x, y);
            if (at == count - 1 && count < lines.Count)
            {
                float end = Math.Min(x + (lines[at].Ems * style.Size), x + width - painter.Width(Ellipsis, style));
                DrawLine(painter.Wrap(Ellipsis, style, width)[0], style, end, y);
            }

            y += style.Size * LineHeight;
        }

        return y;
    }

    /// <inheritdoc cref="Put(CardText, TextStyle, float, float, float, int)"/>
    public float Put(string text, TextStyle style, float x, float y, float width, int linesMax = int.MaxValue) =>
        Put(new CardText("en", text), style, x, y, width, linesMax);

    /// <summary>Sets a text that ends at a point.</summary>
    public void PutRight(string text, TextStyle style, float right, float y)
    {
        var told = new CardText("en", text);
        Put(told, style, right - painter.Width(told, style), y, Paper.Width);
    }

    /// <summary>Sets texts beside each other, each whole, going on in the next line where one does not fit.</summary>
    public float PutRow(IEnumerable<CardText> texts, TextStyle style, float x, float y, float width, float gap)
    {
        float at = x;
        bool isEmpty = true;
        foreach (CardText text in texts)
        {
            float needed = painter.Width(text, style);
            if (!isEmpty && at + needed > x + width)
            {
                at = x;
                y += style.Size * LineHeight;
            }

            isEmpty = false;
            if (needed > width)
            {
                y = Put(text, style, x, y, width) - (style.Size * LineHeight);
                at = x + width;
                continue;
            }

            Put(text, style, at, y, width);
            at += needed + gap;
        }

        return isEmpty ? y : y + (style.Size * LineHeight);
    }

    public void Fill(SKRect area, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = false };
        canvas?.DrawRect(area, paint);
    }

    private void DrawLine(ShapedLine line, TextStyle style, float x, float y)
    {
        if (canvas is not null) painter.Draw(canvas, line, x, y + (style.Size * Ascent), style);
    }
}
