using System.Text;

namespace ContactNetwork.Cards.Texts;

/// <summary>
/// Orders text of both directions as Unicode's bidirectional algorithm (UAX #9) says: paragraphs by rules P2 and P3,
/// levels by W1 to W7, N0 to N2, I1 and I2, lines by L1 and L2. Without X1 to X8: marks of direction are taken out before,
/// because a name that reorders its neighbors is a forgery.
/// </summary>
internal static class Bidi
{
    private const string Openers = "([{\u00AB\u2039\u2045\u3008\u300A\u300C\u300E\u3010\uFF08\uFF3B";
    private const string Closers = ")]}\u00BB\u203A\u2046\u3009\u300B\u300D\u300F\u3011\uFF09\uFF3D";

    /// <summary>The level of each character: even runs left to right, odd runs right to left.</summary>
    public static byte[] Levels(IReadOnlyList<Rune> text)
    {
        BidiClass[] given = [.. text.Select(BidiClasses.Of)];
        byte paragraph = ParagraphLevel(given);
        BidiClass edge = paragraph == 0 ? BidiClass.L : BidiClass.R;
        BidiClass[] resolved = [.. given];
        ResolveWeak(resolved, edge);
        ResolveBrackets(text, resolved, edge);
        ResolveNeutral(resolved, edge);
        byte[] levels = [.. resolved.Select(type => Level(type, paragraph))];
        ResetTrailing(given, levels, 0, levels.Length, paragraph);
        return levels;
    }

    /// <summary>0 when the first strong character runs left to right, or there is none; else 1.</summary>
    public static byte ParagraphLevel(IEnumerable<BidiClass> classes)
    {
        foreach (BidiClass type in classes)
        {
            if (type is BidiClass.L) return 0;
            if (type is BidiClass.R or BidiClass.AL) return 1;
        }

        return 0;
    }

    /// <summary>Spaces at the end of a line take the paragraph's level (L1).</summary>
    public static void ResetTrailing(IReadOnlyList<BidiClass> given, byte[] levels, int start, int end, byte paragraph)
    {
        for (int at = end - 1; at >= start && given[at] is BidiClass.WS; at--) levels[at] = paragraph;
    }

    /// <summary>The order in which pieces of one level each stand on the line, from left to right (L2).</summary>
    public static int[] VisualOrder(IReadOnlyList<byte> levels)
    {
        int[] order = [.. Enumerable.Range(0, levels.Count)];
        if (levels.Count == 0) return order;
        for (int level = levels.Max(); level > 0; level--)
        {
            int start = 0;
            while (start < order.Length)
            {
                if (levels[order[start]] < level)
                {
                    start++;
                    continue;
                }

                int end = start;
                while (end < order.Length && levels[order[end]] >= level) end++;
                Array.Reverse(order, start, end - start);
                start = end;
            }
        }

        return order;
    }

    private static void ResolveWeak(BidiClass[] types, BidiClass edge)
    {
        BidiClass previous = edge;
        BidiClass strong = edge;
        for (int at = 0; at < types.Length; at++)
        {
            if (types[at] is BidiClass.NSM) types[at] = previous;
            previous = types[at];
            if (types[at] is BidiClass.L or BidiClass.R or BidiClass.AL) strong = types[at];
            if (types[at] is BidiClass.EN && strong is BidiClass.AL) types[at] = BidiClass.AN;
        }

        for (int at = 0; at < types.Length; at++)
            if (types[at] is BidiClass.AL) types[at] = BidiClass.R;
        for (int at = 1; at + 1 < types.Length; at++)
        {
            if (types[at - 1] != types[at + 1]) continue;
            bool joinsEuropean = types[at - 1] is BidiClass.EN && types[at] is (BidiClass.ES or BidiClass.CS);
            bool joinsArabic = types[at - 1] is BidiClass.AN && types[at] is BidiClass.CS;
            if (joinsEuropean || joinsArabic) types[at] = types[at - 1];
        }

        ResolveTerminators(types);
        strong = edge;
        for (int at = 0; at < types.Length; at++)
        {
            if (types[at] is BidiClass.ES or BidiClass.ET or BidiClass.CS) types[at] = BidiClass.ON;
            if (types[at] is BidiClass.L or BidiClass.R) strong = types[at];
            if (types[at] is BidiClass.EN && strong is BidiClass.L) types[at] = BidiClass.L;
        }
    }

    private static void ResolveTerminators(BidiClass[] types)
    {
        for (int start = 0; start < types.Length; start++)
        {
            if (types[start] is not BidiClass.ET) continue;
            int end = start;
            while (end < types.Length && types[end] is BidiClass.ET) end++;
            bool touchesNumber = (start > 0 && types[start - 1] is BidiClass.EN) || (end < types.Length && types[end] is BidiClass.EN);
            if (touchesNumber) Array.Fill(types, BidiClass.EN, start, end - start);
            start = end - 1;
        }
    }

    /// <summary>Both brackets of a pair take one direction (N0).</summary>
    private static void ResolveBrackets(IReadOnlyList<Rune> text, BidiClass[] types, BidiClass edge)
    {
        foreach ((int open, int close) in Pairs(text, types))
        {
            bool hasOther = false;
            bool hasOwn = false;
            for (int at = open + 1; at < close; at++)
            {
                if (Strong(types[at]) is not { } strong) continue;
                if (strong == edge) hasOwn = true;
                else hasOther = true;
            }

            if (!hasOwn && !hasOther) continue;
            BidiClass before = Enumerable.Range(0, open).Reverse().Select(at => Strong(types[at])).FirstOrDefault(strong => strong is not null) ?? edge;
            types[open] = types[close] = hasOwn ? edge : before;
        }
    }

    private static List<(int Open, int Close)> Pairs(IReadOnlyList<Rune> text, BidiClass[] types)
    {
        List<(int Open, int Close)> pairs = [];
        Stack<(int At, int Kind)> open = [];
        for (int at = 0; at < text.Count; at++)
        {
            if (types[at] is not BidiClass.ON || !text[at].IsBmp) continue;
            int opener = Openers.IndexOf((char)text[at].Value, StringComparison.Ordinal);
            int closer = Closers.IndexOf((char)text[at].Value, StringComparison.Ordinal);
            if (opener >= 0) open.Push((at, opener));
            else if (closer >= 0 && open.Any(entry => entry.Kind == closer))
            {
                while (open.Peek().Kind != closer) open.Pop();
                pairs.Add((open.Pop().At, at));
            }
        }

        pairs.Sort();
        return pairs;
    }

    private static void ResolveNeutral(BidiClass[] types, BidiClass edge)
    {
        int start = 0;
        while (start < types.Length)
        {
            if (Strong(types[start]) is not null)
            {
                start++;
                continue;
            }

            int end = start;
            while (end < types.Length && Strong(types[end]) is null) end++;
            BidiClass before = start == 0 ? edge : Strong(types[start - 1])!.Value;
            BidiClass after = end == types.Length ? edge : Strong(types[end])!.Value;
            Array.Fill(types, before == after ? before : edge, start, end - start);
            start = end;
        }
    }

    /// <summary>What a type counts as beside neutrals: numbers count as right to left (N1).</summary>
    private static BidiClass? Strong(BidiClass type) => type switch
    {
        BidiClass.L => BidiClass.L,
        BidiClass.R or BidiClass.AL or BidiClass.EN or BidiClass.AN => BidiClass.R,
        _ => null,
    };

    private static byte Level(BidiClass type, byte paragraph) => (paragraph, type) switch
    {
        (0, BidiClass.R) => 1,
        (0, BidiClass.EN or BidiClass.AN) => 2,
        (1, BidiClass.L or BidiClass.EN or BidiClass.AN) => 2,
        _ => paragraph,
    };
}
