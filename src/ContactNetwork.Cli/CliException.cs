using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Client;

namespace ContactNetwork.Cli;

/// <summary>A failure on this side of the wire that the person can mend: a wrong option, file or profile.</summary>
internal sealed class CliException(int exitCode, string reason, string message, string? hint = null) : Exception(message)
{
    public int ExitCode => exitCode;

    public string Reason => reason;

    public string? Hint => hint;

    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>The local copy that said so, in the place of the node; null where none did.</summary>
    public LocalAnswer? LocalCopy { get; set; }

    public static CliException Usage(string message, string? hint = null) => new(ExitCodes.Usage, "USAGE", message, hint);
}
