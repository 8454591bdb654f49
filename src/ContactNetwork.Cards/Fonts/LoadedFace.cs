using HarfBuzzSharp;
using SkiaSharp;
using HarfBuzzFont = HarfBuzzSharp.Font;

namespace ContactNetwork.Cards.Fonts;

/// <summary>One face of a font file, for shaping and for drawing.</summary>
internal sealed class LoadedFace : IDisposable
{
    private readonly Blob _blob;
    private readonly Face _face;

    private LoadedFace(string file, SKTypeface typeface, Blob blob, Face face)
    {
        File = file;
        Typeface = typeface;
        _blob = blob;
        _face = face;
        UnitsPerEm = face.UnitsPerEm;
        Shaping = new HarfBuzzFont(face);
        Shaping.SetScale(UnitsPerEm, UnitsPerEm);
        Shaping.SetFunctionsOpenType();
    }

    public string File { get; }

    public SKTypeface Typeface { get; }

    public HarfBuzzFont Shaping { get; }

    /// <summary>The unit of the shaper's numbers.</summary>
    public int UnitsPerEm { get; }

    /// <summary>Loads a face; null when the file is no font.</summary>
    public static LoadedFace? TryLoad(string file, int index)
    {
        SKTypeface? typeface = SKTypeface.FromFile(file, index);
        if (typeface is null) return null;
        Blob blob = Blob.FromFile(file);
        return new LoadedFace(file, typeface, blob, new Face(blob, index));
    }

    public bool Has(int character) => Shaping.TryGetNominalGlyph(character, out _);

    public void Dispose()
    {
        Shaping.Dispose();
        _face.Dispose();
        _blob.Dispose();
        Typeface.Dispose();
    }
}
