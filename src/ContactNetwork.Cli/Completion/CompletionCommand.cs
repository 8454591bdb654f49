using System.CommandLine;

namespace ContactNetwork.Cli.Completion;

/// <summary><c>cn completion</c>: prints the script that lets a shell complete commands and options.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh"];

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("completion", "Print a script that completes cn in your shell: source <(cn completion bash)");
        foreach (string shell in Shells)
        {
            command.Add(new Command(shell, $"Print the script for {shell}.").Runs(surroundings, async (session, cancellation) =>
            {
                await using Stream script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
                using var reader = new StreamReader(script);
                await session.Surroundings.Output.WriteAsync(await reader.ReadToEndAsync(cancellation));
                return ExitCodes.Done;
            }));
        }

        return command;
    }
}
