using ContactNetwork.Cards.Fonts;

namespace ContactNetwork.Cards.Texts;

/// <summary>Glyphs of one face and direction, in the order in which they stand, in units of the face's em.</summary>
/// <param name="Face">The face.</param>
/// <param name="Text">What they stand for, in reading order; what a reader copies out of the document.</param>
/// <param name="Glyphs">The glyphs from left to right.</param>
/// <param name="Clusters">For each glyph, where in the UTF-8 of the text its characters begin.</param>
/// <param name="Positions">For each glyph its offset from the run's start, right and down.</param>
/// <param name="Advance">How far the run reaches.</param>
internal sealed record GlyphRun(
    LoadedFace Face, string Text, ushort[] Glyphs, uint[] Clusters, (float X, float Y)[] Positions, float Advance);

/// <summary>A line of text, ready to be drawn: runs from left to right.</summary>
internal sealed record ShapedLine(IReadOnlyList<GlyphRun> Runs)
{
    /// <summary>The width in ems.</summary>
    public float Ems { get; } = Runs.Sum(run => run.Advance);
}
