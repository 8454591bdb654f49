using System.Text;
using HarfBuzzSharp;

namespace ContactNetwork.Cards.Fonts;

/// <summary>
/// The fonts at hand: Noto Sans, and its sisters for other scripts. A character is set in the font of its script, else in
/// the base font, else in any font that has it; where none has, printing fails with the package to install. Not for several
/// threads at once.
/// </summary>
public sealed class FontShelf : IDisposable
{
    private const string Family = "NotoSans";
    private readonly ILookup<string, string> _filesByName;
    private readonly string[] _files;
    private readonly Dictionary<(string File, int Index), LoadedFace?> _loaded = [];
    private readonly Dictionary<(int Character, Script Script, int Index, bool IsBold), LoadedFace?> _chosen = [];

    private FontShelf(IEnumerable<string> files)
    {
        _files = [.. files];
        _filesByName = _files.ToLookup(Path.GetFileName, StringComparer.OrdinalIgnoreCase)!;
    }

    /// <summary>Looks for fonts in the given folders first, then where the system keeps its own.</summary>
    /// <param name="folders">Folders with .ttf, .otf or .ttc files, searched with what is below them.</param>
    /// <exception cref="FontMissingException">The base font is not there.</exception>
    public static FontShelf Open(IEnumerable<string> folders) => Over([.. folders, .. FontFolders.Known()]);

    /// <summary>Looks only in the given folders.</summary>
    /// <exception cref="FontMissingException">The base font is not there.</exception>
    internal static FontShelf Over(IEnumerable<string> folders)
    {
        var shelf = new FontShelf(FontFolders.Files(folders));
        foreach (bool isBold in (bool[])[false, true])
        {
            if (shelf.OfScript(Script.Latin, 0, isBold) is not null) continue;
            shelf.Dispose();
            throw new FontMissingException(
                $"The font {Family}-{(isBold ? "Bold" : "Regular")}.ttf is not on this machine. Install Debian's package {Scripts.Core}, or name a folder that holds it.",
                Scripts.Core);
        }

        return shelf;
    }

    /// <summary>The face for a character within a text of a script; null when it has to be told by its number.</summary>
    /// <exception cref="FontMissingException">No font here has it.</exception>
    internal LoadedFace? Choose(Rune rune, Script script, string language, bool isBold)
    {
        if (Scripts.HasNoMeaning(rune)) return null;
        int index = Scripts.IsEastAsian(script) ? Scripts.FaceIndex(language, script) : 0;
        (int Value, Script script, int index, bool isBold) key = (rune.Value, script, index, isBold);
        if (!_chosen.TryGetValue(key, out LoadedFace? face))
        {
            face = Find(rune, script, index, isBold);
            _chosen.Add(key, face);
        }

        return face ?? (Scripts.MayBeNumbered(rune) ? null : throw Missing(rune, Scripts.Of(rune)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LoadedFace? face in _loaded.Values) face?.Dispose();
        _loaded.Clear();
    }

    private LoadedFace? Find(Rune rune, Script script, int index, bool isBold)
    {
        if (OfScript(script, index, isBold) is { } own && own.Has(rune.Value)) return own;
        if (OfScript(Script.Latin, 0, isBold) is { } common && common.Has(rune.Value)) return common;
        foreach (string file in _files.OrderBy(file => IsNeighbor(file) ? 0 : 1))
        {
            if (Load(file, 0) is { } any && any.Has(rune.Value)) return any;
        }

        return null;
    }

    private static bool IsNeighbor(string file) => Path.GetFileName(file).StartsWith(Family, StringComparison.OrdinalIgnoreCase);

    private LoadedFace? OfScript(Script script, int index, bool isBold)
    {
        if (Scripts.FileName(script) is not { } name) return null;
        foreach (string weight in isBold ? (string[])["Bold", "Regular"] : ["Regular"])
        {
            foreach (string extension in (string[])[".ttf", ".otf", ".ttc"])
            {
                string? file = _filesByName[$"{Family}{name}-{weight}{extension}"].FirstOrDefault();
                if (file is not null && Load(file, index) is { } face) return face;
            }
        }

        return null;
    }

    private LoadedFace? Load(string file, int index)
    {
        if (!_loaded.TryGetValue((file, index), out LoadedFace? face))
        {
            face = LoadedFace.TryLoad(file, index);
            _loaded.Add((file, index), face);
        }

        return face;
    }

    private static FontMissingException Missing(Rune rune, Script script)
    {
        string package = Scripts.Package(script);
        string name = Scripts.FileName(script) is { Length: > 0 } known ? $" ({known})" : "";
        return new FontMissingException(
            $"No font on this machine has the letter U+{rune.Value:X4}{name}. Install Debian's package {package}, or name a folder with a font that has it.", package);
    }
}
