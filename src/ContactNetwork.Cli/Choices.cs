using System.CommandLine;
using ContactNetwork.Cli.Screens;

namespace ContactNetwork.Cli;

/// <summary>Options that take the words of an enum of the API, and complete them.</summary>
internal static class Choices
{
    public static Option<string?> Of<T>(Option<string?> option)
        where T : struct, Enum => option.AcceptOnlyFromAmong([.. Words.Choices(Words.Descriptor<T>())]);

    public static Option<string[]> OfMany<T>(Option<string[]> option)
        where T : struct, Enum
    {
        option.AllowMultipleArgumentsPerToken = true;
        return option.AcceptOnlyFromAmong([.. Words.Choices(Words.Descriptor<T>())]);
    }
}
