using System.Globalization;
using System.Text.Json;

namespace ContactNetwork.Benchmarks;

/// <summary>Prints the rows as a table and writes them as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Prints one line per row.</summary>
    public static void Print(TextWriter output, IReadOnlyList<BenchRow> rows)
    {
        string[] head = ["figure", "value", "floor", "ratio", "aim", ""];
        var lines = rows.Select(row => new[]
        {
            row.Name,
            $"{Number(row.Value)} {row.Unit}",
            row.Floor is { } floor ? $"{Number(floor)} {row.Unit}" : "",
            row.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "",
            row.Aim ?? "shown",
            row.Met switch { true => "met", false => "MISSED", null => "" },
        }).Prepend(head).ToArray();
        var widths = Enumerable.Range(0, head.Length).Select(i => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, i) =>
                i is 1 or 2 or 3 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        }
    }

    /// <summary>Writes the rows as a list of objects.</summary>
    public static Task WriteJson(string file, IReadOnlyList<BenchRow> rows) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, Indented) + "\n");

    private static string Number(double value) => value.ToString(
        value >= 100 ? "#,0" : value >= 1 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
