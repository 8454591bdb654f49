using System.Text;

namespace ContactNetwork.Cards.Texts;

/// <summary>
/// The text that a document carries behind its glyphs, so that it can be searched and copied. Readers turn the letters of
/// one glyph around when they turn a line that runs right to left; therefore lam with alef, which are one glyph, are carried
/// as Unicode's one character for them. It reads as the two letters in any search (NFKC).
/// </summary>
internal static class CopiedText
{
    private const char Lam = '\u0644';

    /// <summary>The text, and for each glyph where in its UTF-8 the glyph's characters begin.</summary>
    public static (string Text, uint[] Clusters) Of(string text, int[] starts, bool isRightToLeft)
    {
        int[] edges = [.. starts.Distinct().Order()];
        Dictionary<int, uint> places = [];
        var copied = new StringBuilder(text.Length);
        uint bytes = 0;
        for (int at = 0; at < edges.Length; at++)
        {
            string part = text[edges[at]..(at + 1 < edges.Length ? edges[at + 1] : text.Length)];
            if (isRightToLeft) part = Joined(part);
            places[edges[at]] = bytes;
            copied.Append(part);
            bytes += (uint)Encoding.UTF8.GetByteCount(part);
        }

        return (copied.ToString(), [.. starts.Select(start => places[start])]);
    }

    private static string Joined(string part) => part is not [Lam, char alef] ? part : alef switch
    {
        '\u0622' => "\uFEF5",
        '\u0623' => "\uFEF7",
        '\u0625' => "\uFEF9",
        '\u0627' => "\uFEFB",
        _ => part,
    };
}
