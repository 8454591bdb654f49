using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>The measures of the page, in points (1/72 inch): A4 upright.</summary>
internal static class Paper
{
    public const float Width = 595.28f;
    public const float Height = 841.89f;
    public const float Margin = 36;
    public const float Left = Margin;
    public const float Right = Width - Margin;
    public const float Room = Right - Left;

    /// <summary>Where content may begin and must end; above and below stand the marking and what identifies the page.</summary>
    public const float Top = 56;
    public const float Bottom = Height - 62;

    public static readonly SKColor Ink = SKColors.Black;
    public static readonly SKColor Soft = new(0x45, 0x45, 0x45);
    public static readonly SKColor Pale = new(0xEA, 0xEA, 0xEA);
    public static readonly SKColor Rule = new(0x9A, 0x9A, 0x9A);
}
