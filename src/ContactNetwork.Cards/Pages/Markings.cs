using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>Words and colors of the markings, as TLP 2.0 sets them: bold, in color on black, at the right of head and foot.</summary>
internal static class Markings
{
    public static string Words(CardMarking marking) => marking switch
    {
        CardMarking.Clear => "TLP:CLEAR",
        CardMarking.Green => "TLP:GREEN",
        CardMarking.Amber => "TLP:AMBER",
        CardMarking.AmberStrict => "TLP:AMBER+STRICT",
        CardMarking.Red => "TLP:RED",
        _ => throw new ArgumentOutOfRangeException(nameof(marking)),
    };

    public static SKColor Color(CardMarking marking) => marking switch
    {
        CardMarking.Clear => new SKColor(0xFF, 0xFF, 0xFF),
        CardMarking.Green => new SKColor(0x33, 0xFF, 0x00),
        CardMarking.Amber or CardMarking.AmberStrict => new SKColor(0xFF, 0xC0, 0x00),
        CardMarking.Red => new SKColor(0xFF, 0x2B, 0x2B),
        _ => throw new ArgumentOutOfRangeException(nameof(marking)),
    };
}
