using System.Text;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>One property of a vCard.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Name">Upper case, without group.</param>
/// <param name="Parameters">Names in upper case, with their values.</param>
/// <param name="Value">As written, escapes included.</param>
internal sealed record CardLine(long Line, string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Value)
{
    private const int OctetsMax = 75;
    private const string End = "\r\n";

    /// <summary>The text that the value stands for.</summary>
    /// <exception cref="BadLineException">It holds an escape that there is not.</exception>
    public string Text => Unescape(Value);

    public string? Parameter(string name) => Parameters.Where(parameter => parameter.Name == name).Select(parameter => parameter.Value).FirstOrDefault();

    /// <summary>Writes a property, folded so that no line is longer than 75 octets and no character is cut (RFC 6350, 3.2).</summary>
    public static string Write(string name, string value, params IEnumerable<(string Name, string Value)> parameters)
    {
        string whole = name + string.Concat(parameters.Where(parameter => parameter.Value.Length > 0).Select(parameter => $";{parameter.Name}={Quote(parameter.Value)}")) + ":" + value;
        // Whatever a value holds, it can't begin a line of its own.
        whole = whole.ReplaceLineEndings("\\n");
        var folded = new StringBuilder(whole.Length + 8);
        int octets = 0;
        foreach (Rune rune in whole.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > OctetsMax)
            {
                folded.Append(End).Append(' ');
                octets = 1;
            }

            folded.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        return folded.Append(End).ToString();
    }

    /// <summary>Joins folded lines again and takes each property apart; what can't be taken apart is a problem.</summary>
    public static IEnumerable<(CardLine? Line, Problem? Problem)> ReadAll(SourceText text)
    {
        int at = 0;
        while (at < text.Lines.Count)
        {
            int first = at;
            var whole = new StringBuilder(text.Lines[at++]);
            while (at < text.Lines.Count && text.Lines[at] is [' ' or '\t', ..] && whole.Length <= SourceText.LineBytesMax) whole.Append(text.Lines[at++], 1, text.Lines[at - 1].Length - 1);
            if (whole.Length == 0 && !text.Bad.ContainsKey(first + 1)) continue;
            (CardLine?, Problem?) result;
            try
            {
                text.Require(first + 1, at);
                if (whole.Length > SourceText.LineBytesMax) throw new BadLineException($"This property is longer than {SourceText.LineBytesMax / 1024} KiB.");
                result = (Read(whole.ToString(), first + 1), null);
            }
            catch (BadLineException failure)
            {
                result = (null, new Problem(failure.Line ?? first + 1, failure.Message));
            }

            yield return result;
        }
    }

    /// <summary>Escapes a text value (RFC 6350, 3.4).</summary>
    public static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\r\n", "\n", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\n", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal);

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var text = new StringBuilder(value.Length);
        for (int at = 0; at < value.Length; at++)
        {
            if (value[at] != '\\') text.Append(value[at]);
            else text.Append(++at == value.Length ? throw new BadLineException("A \\ at the end stands for nothing.") : value[at] switch
            {
                'n' or 'N' => '\n',
                '\\' or ',' or ';' or ':' => value[at],
                char other => throw new BadLineException($"\\{FieldText.Shown(other.ToString())} stands for nothing."),
            });
        }

        return text.ToString();
    }

    private static CardLine Read(string line, long number)
    {
        int at = line.AsSpan().IndexOfAny(';', ':');
        if (at <= 0) throw new BadLineException("This is no property: a name, a colon and a value are needed.");
        string name = line[..at];
        name = name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant();
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')) throw new BadLineException($"\"{FieldText.Shown(name)}\" is no property's name.");
        List<(string Name, string Value)> parameters = [];
        while (at < line.Length && line[at] == ';') at = ReadParameter(line, at + 1, parameters);
        if (at >= line.Length || line[at] != ':') throw new BadLineException("The colon before the value is missing.");
        return new CardLine(number, name, parameters, line[(at + 1)..]);
    }

    /// <summary>Reads one parameter with its values; returns where it ends.</summary>
    private static int ReadParameter(string line, int at, List<(string Name, string Value)> parameters)
    {
        int equals = line.IndexOf('=', at);
        int end = line.AsSpan(at).IndexOfAny(';', ':');
        if (equals < 0 || (end >= 0 && at + end < equals)) throw new BadLineException("A parameter must read NAME=value.");
        string name = line[at..equals].ToUpperInvariant();
        at = equals;
        do
        {
            at++;
            int start = at;
            if (at < line.Length && line[at] == '"')
            {
                int close = line.IndexOf('"', at + 1);
                if (close < 0) throw new BadLineException("A quotation mark is never closed.");
                parameters.Add((name, Decode(line[(start + 1)..close])));
                at = close + 1;
            }
            else
            {
                int stop = line.AsSpan(at).IndexOfAny(",;:");
                at = stop < 0 ? line.Length : at + stop;
                parameters.Add((name, Decode(line[start..at])));
            }
        }
        while (at < line.Length && line[at] == ',');
        return at;
    }

    /// <summary>Parameters can't hold quotation marks and line ends; RFC 6868 writes them with a caret.</summary>
    private static string Quote(string value)
    {
        string encoded = value
            .Replace("^", "^^", StringComparison.Ordinal)
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("\n", "^n", StringComparison.Ordinal)
            .Replace("\r", "^n", StringComparison.Ordinal)
            .Replace("\"", "^'", StringComparison.Ordinal);
        return encoded.AsSpan().IndexOfAny(",;:") >= 0 ? $"\"{encoded}\"" : encoded;
    }

    private static string Decode(string value)
    {
        if (!value.Contains('^', StringComparison.Ordinal)) return value;
        var text = new StringBuilder(value.Length);
        for (int at = 0; at < value.Length; at++)
        {
            char next = at + 1 < value.Length ? value[at + 1] : '\0';
            char? decoded = value[at] != '^' ? null : next switch { 'n' => '\n', '^' => '^', '\'' => '"', _ => null };
            text.Append(decoded ?? value[at]);
            if (decoded is not null) at++;
        }

        return text.ToString();
    }
}
