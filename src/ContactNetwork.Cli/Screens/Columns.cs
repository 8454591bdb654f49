using System.Text;

namespace ContactNetwork.Cli.Screens;

/// <summary>
/// A plain table: a dim head, one line a row, and notes below a row that concern it. No line is ever longer than the
/// screen: the last column that may shrink is cut first.
/// </summary>
internal sealed class Columns(params string[] heads)
{
    private const string Gap = "  ";
    private const int ShrunkMin = 6;
    private readonly List<Row> _rows = [];

    /// <summary>The column that is cut when the screen is too narrow; the last one by default.</summary>
    public int Shrinking { get; init; } = heads.Length - 1;

    public int Count => _rows.Count;

    public void Add(params Cell[] cells) => _rows.Add(new Row(cells, []));

    /// <summary>Adds a note below the last row.</summary>
    public void Note(string text, string style) => _rows[^1].Notes.Add(new Cell(text, style));

    public void Draw(Screen screen)
    {
        int[] widths = Widths(screen.Width);
        screen.Line($"[grey]{Line(heads.Select(head => new Cell(head)), widths)}[/]");
        foreach (Row row in _rows)
        {
            screen.Line(Line(row.Cells, widths));
            foreach (Cell note in row.Notes)
            {
                foreach (string line in Safe.Wrap(note.Text, screen.Width - Gap.Length))
                    screen.Line($"{Gap}[{note.Style}]{Safe.Text(line)}[/]");
            }
        }
    }

    private int[] Widths(int screenWidth)
    {
        int[] widths = [.. heads.Select((head, at) => _rows.Select(row => Safe.Width(row.Cells[at].Text)).Append(Safe.Width(head)).Max())];
        int over = widths.Sum() + (Gap.Length * (widths.Length - 1)) - screenWidth;
        if (over > 0) widths[Shrinking] = Math.Max(ShrunkMin, widths[Shrinking] - over);
        return widths;
    }

    private static string Line(IEnumerable<Cell> cells, int[] widths)
    {
        var line = new StringBuilder();
        int at = 0;
        foreach (Cell cell in cells)
        {
            string text = Safe.Fit(cell.Text, widths[at]);
            string padding = at == widths.Length - 1 ? "" : new string(' ', widths[at] - Safe.Width(text));
            if (at > 0) line.Append(Gap);
            line.Append(cell.Style.Length == 0 ? Safe.Text(text) : $"[{cell.Style}]{Safe.Text(text)}[/]").Append(padding);
            at++;
        }

        return line.ToString();
    }

    private sealed record Row(Cell[] Cells, List<Cell> Notes);
}

/// <summary>One field of a table.</summary>
internal readonly record struct Cell
{
    public Cell(string? text, string style = "")
    {
        Text = Safe.Clean(text);
        Style = style;
    }

    public string Text { get; }

    public string Style { get; }

    public static implicit operator Cell(string? text) => new(text);
}
