using System.Text;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Fields">Its fields; empty where it can't be read.</param>
/// <param name="Problem">Why it can't be read; null when it can.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<string> Fields, Problem? Problem);

/// <summary>
/// CSV as in RFC 4180: commas, quotes doubled inside quotes, line ends inside quotes; CRLF written, CRLF and LF read.
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which reading takes away.
/// </summary>
internal static class CsvLines
{
    /// <summary>The most lines that one record may take.</summary>
    public const int RecordLinesMax = 200;

    private const string End = "\r\n";
    private const char Guard = '\'';

    /// <summary>What starts a formula in some spreadsheet, in any width, and the guard itself.</summary>
    private const string Suspicious = "=+-@\t\r\n'|%＝＋－＠";

    public static string Write(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote)) + End;

    public static IEnumerable<CsvRecord> Read(SourceText text)
    {
        int at = 0;
        while (at < text.Lines.Count)
        {
            int first = at;
            List<string> fields = [];
            Problem? problem = null;
            try
            {
                at = ReadRecord(text, first, fields);
                text.Require(first + 1, at);
            }
            catch (BadLineException failure)
            {
                problem = new Problem(failure.Line ?? first + 1, failure.Message);
                at = Math.Max(at, first + 1);
            }

            bool isBlank = problem is null && fields.All(field => field.Length == 0);
            if (!isBlank) yield return new CsvRecord(first + 1, problem is null ? fields : [], problem);
        }
    }

    /// <summary>Reads the record that begins at a line; returns the line after it.</summary>
    private static int ReadRecord(SourceText text, int line, List<string> fields)
    {
        int first = line;
        string rest = text.Lines[line];
        int at = 0;
        while (true)
        {
            if (at < rest.Length && rest[at] == '"')
            {
                var field = new StringBuilder();
                at++;
                while (true)
                {
                    int quote = rest.IndexOf('"', at);
                    if (quote < 0)
                    {
                        field.Append(rest, at, rest.Length - at).Append('\n');
                        if (++line >= text.Lines.Count || line - first >= RecordLinesMax)
                            throw new BadLineException("A quotation mark opens a field here or below that none closes.", first + 1);
                        text.Require(line + 1, line + 1);
                        rest = text.Lines[line];
                        at = 0;
                        continue;
                    }

                    field.Append(rest, at, quote - at);
                    at = quote + 1;
                    if (at >= rest.Length || rest[at] != '"') break;
                    field.Append('"');
                    at++;
                }

                if (at < rest.Length && rest[at] != ',') throw new BadLineException("Something follows a closing quotation mark.", line + 1);
                fields.Add(Unguard(field.ToString()));
            }
            else
            {
                int comma = rest.IndexOf(',', at);
                string field = comma < 0 ? rest[at..] : rest[at..comma];
                if (field.Contains('"', StringComparison.Ordinal)) throw new BadLineException("A quotation mark stands inside a field that has none around it.", line + 1);
                fields.Add(Unguard(field));
                at = comma < 0 ? rest.Length : comma;
            }

            if (at >= rest.Length) return line + 1;
            at++;
        }
    }

    private static string Quote(string field)
    {
        string guarded = field.Length > 0 && Suspicious.Contains(field[0], StringComparison.Ordinal) ? Guard + field : field;
        bool needsQuotes = guarded.AsSpan().IndexOfAny("\",\r\n") >= 0 || guarded.StartsWith(' ') || guarded.EndsWith(' ');
        return needsQuotes ? $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : guarded;
    }

    private static string Unguard(string field) =>
        field is [Guard, char next, ..] && Suspicious.Contains(next, StringComparison.Ordinal) ? field[1..] : field;
}
