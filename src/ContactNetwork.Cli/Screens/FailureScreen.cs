using System.CommandLine;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Client;

namespace ContactNetwork.Cli.Screens;

/// <summary>Shows failures: what is wrong, field by field, and what to do. Always on standard error.</summary>
internal sealed class FailureScreen(Surroundings surroundings, bool isJson)
{
    private readonly Screen _screen = new(surroundings, surroundings.Error);

    public int Show(ContactNetworkException failure) => Show(new Shown(
        ExitCodes.Of(failure.Code),
        failure.Code.ToString(),
        failure.Reason.Length > 0 ? failure.Reason : null,
        failure.Message,
        Hints.For(failure),
        failure.Violations,
        failure.Metadata,
        failure.RequestId,
        null));

    public int Show(CliException failure) => Show(new Shown(
        failure.ExitCode, null, failure.Reason, failure.Message, failure.Hint, failure.Violations, new Dictionary<string, string>(), null, failure.LocalCopy));

    public int ShowBug(Exception failure) => Show(new Shown(
        ExitCodes.Bug, null, "BUG", $"A fault in cn: {failure.GetType().Name}: {failure.Message}",
        "Please report it with what you typed.", [], new Dictionary<string, string>(), null, null));

    public int ShowParseErrors(ParseResult parse)
    {
        string command = Path(parse);
        string message = string.Join(" ", parse.Errors.Select(error => error.Message.TrimEnd('.') + "."));
        return Show(CliException.Usage(message, $"See: {command} --help"));
    }

    private static string Path(ParseResult parse)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parse.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } result) names.Push(result.Command.Name);
        }

        return string.Join(' ', names.Prepend("cn"));
    }

    private int Show(Shown failure)
    {
        if (isJson)
        {
            _screen.Json(new { error = failure });
            return failure.ExitCode;
        }

        failure.LocalCopy?.Tell(_screen);

        string[] lines = [.. Safe.Wrap(failure.Message, _screen.Width - 7)];
        for (int at = 0; at < lines.Length; at++)
            _screen.Line(at == 0 ? $"[red]error[/]  {Safe.Text(lines[0])}" : $"       {Safe.Text(lines[at])}");
        foreach (Violation violation in failure.Violations)
        {
            _screen.Line($"  [red]•[/] [bold]{Safe.Text(violation.Field)}[/]");
            foreach (string line in Safe.Wrap(violation.Description, _screen.Width - 4)) _screen.Line($"    {Safe.Text(line)}");
        }

        if (failure.Hint is null) return failure.ExitCode;
        lines = [.. Safe.Wrap(failure.Hint, _screen.Width - 7)];
        for (int at = 0; at < lines.Length; at++)
            _screen.Line(at == 0 ? $"[grey]to do[/]  {Safe.Text(lines[0])}" : $"       {Safe.Text(lines[at])}");
        return failure.ExitCode;
    }

    private sealed record Shown(
        int ExitCode,
        string? Code,
        string? Reason,
        string Message,
        string? Hint,
        IReadOnlyList<Violation> Violations,
        IReadOnlyDictionary<string, string> Metadata,
        string? RequestId,
        LocalAnswer? LocalCopy);
}
