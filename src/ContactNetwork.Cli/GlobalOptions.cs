using System.CommandLine;

namespace ContactNetwork.Cli;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON for programs: results to standard output, errors to standard error.",
        Recursive = true,
    };

    public static Option<string?> Profile { get; } = new("--profile")
    {
        Description = "The profile to use: a name or a file. Default: $CONTACT_NETWORK_PROFILE, else 'default'.",
        HelpName = "name|file",
        Recursive = true,
    };
}
