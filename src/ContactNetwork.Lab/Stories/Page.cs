using System.Globalization;
using Spectre.Console;

namespace ContactNetwork.Lab.Stories;

/// <summary>The demonstration's page on the terminal: calm, at most 100 columns, one line a fact.</summary>
internal sealed class Page
{
    private const int ColumnsMax = 100;
    private const int WhatColumns = 38;
    private const int FactColumns = 32;
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    public Page(IAnsiConsole console, TimeProvider time)
    {
        _console = console;
        _time = time;
        // A narrower or redirected screen gets the same lines.
        _console.Profile.Width = ColumnsMax;
    }

    /// <summary>All of the story came true.</summary>
    public bool IsStoryTold { get; set; }

    public void Line(string markup = "")
    {
        lock (_gate) _console.MarkupLine(markup);
    }

    public void Heading(string text)
    {
        lock (_gate)
        {
            _console.WriteLine();
            _console.MarkupLine($"[bold]{text.EscapeMarkup()}[/]");
        }
    }

    public void Step(LabStep step) =>
        Line($"  [green]✓[/] {Fit(step.What, WhatColumns).EscapeMarkup().PadRight(WhatColumns)} [grey]{step.Where.EscapeMarkup()}  {Seconds(step.Duration)}[/]");

    /// <summary>A fact, when it happened, and at which country it was seen.</summary>
    public void Fact(DateTimeOffset at, string country, string what, string detail = "")
    {
        string time = at.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        int left = ColumnsMax - time.Length - country.Length - FactColumns - 8;
        Line($"  [grey]{time}[/]  [blue]{country}[/]  {Fit(what, FactColumns).EscapeMarkup().PadRight(FactColumns)}  [grey]{Fit(detail, left).EscapeMarkup()}[/]");
    }

    public void Fact(string country, string what, string detail = "") => Fact(_time.GetUtcNow(), country, what, detail);

    /// <summary>What a person types.</summary>
    public void Typed(string who, string command)
    {
        Line();
        Line($"  [yellow]{who.EscapeMarkup()}[/] [grey]$[/] {command.EscapeMarkup()}");
    }

    public void Failure(string message)
    {
        Line();
        Line("[red]The demonstration failed.[/]");
        foreach (string line in message.ReplaceLineEndings("\n").Split('\n')) Line(line.EscapeMarkup());
    }

    public static string Seconds(TimeSpan span) => span.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");

    private static string Fit(string text, int columns) => columns <= 0 ? "" : text.Length <= columns ? text : text[..(columns - 1)] + "…";
}
