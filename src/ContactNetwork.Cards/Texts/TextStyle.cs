using SkiaSharp;

namespace ContactNetwork.Cards.Texts;

/// <summary>How a text is set.</summary>
/// <param name="Size">In points.</param>
/// <param name="IsBold">In the bold face.</param>
/// <param name="Color">The color.</param>
internal readonly record struct TextStyle(float Size, bool IsBold, SKColor Color);
