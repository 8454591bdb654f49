using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Google.Protobuf;
using Spectre.Console;

namespace ContactNetwork.Cli.Screens;

/// <summary>Where a command draws: lines for people, JSON for programs.</summary>
internal sealed class Screen
{
    private const int LabelWidth = 16;
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        // The output goes to terminals and programs, never into a page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new(Plain) { WriteIndented = false };
    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());
    private static readonly JsonFormatter Compact = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private readonly TextWriter _writer;
    private readonly IAnsiConsole _console;

    public Screen(Surroundings surroundings, TextWriter writer)
    {
        _writer = writer;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = surroundings.IsColored ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = surroundings.IsColored ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // One column is left free: some terminals break a full line in two.
        Width = surroundings.Width - 1;
        _console.Profile.Width = surroundings.Width;
        Times = new Times(surroundings.Time, surroundings.Zone);
    }

    public int Width { get; }

    public Times Times { get; }

    /// <summary>Writes one line of markup.</summary>
    public void Line(string markup = "") => _console.MarkupLine(markup);

    /// <summary>Writes "label  value" for each line that the value needs.</summary>
    public void Field(string label, string? value, string style = "default")
    {
        if (string.IsNullOrWhiteSpace(value)) return;
        string head = label;
        foreach (string line in Safe.Wrap(value, Width - LabelWidth - 2))
        {
            Line($"  [grey]{Safe.Text(head),-LabelWidth}[/][{style}]{Safe.Text(line)}[/]");
            head = "";
        }
    }

    /// <summary>Writes a heading with an empty line before it.</summary>
    public void Heading(string text)
    {
        Line();
        Line($"[bold]{Safe.Text(text)}[/]");
    }

    /// <summary>Writes a message as the node's JSON API spells it.</summary>
    public void Json(IMessage message) => _writer.WriteLine(Indented.Format(message));

    /// <summary>Writes a message as one line, for streams; at once.</summary>
    public void JsonLine(IMessage message)
    {
        _writer.WriteLine(Compact.Format(message));
        _writer.Flush();
    }

    /// <summary>Writes an object.</summary>
    public void Json(object value) => _writer.WriteLine(JsonSerializer.Serialize(value, Plain));

    /// <summary>Writes a message or an object with one more field.</summary>
    public void Json(object value, string name, object field)
    {
        JsonNode whole = value is IMessage message ? JsonNode.Parse(Indented.Format(message))! : JsonSerializer.SerializeToNode(value, Plain)!;
        whole.AsObject()[name] = JsonSerializer.SerializeToNode(field, Plain);
        _writer.WriteLine(whole.ToJsonString(Plain));
    }

    /// <summary>Writes an object as one line, for streams; at once.</summary>
    public void JsonLine(object value)
    {
        _writer.WriteLine(JsonSerializer.Serialize(value, OneLine));
        _writer.Flush();
    }
}
