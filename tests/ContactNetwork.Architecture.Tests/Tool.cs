using System.Diagnostics;

namespace ContactNetwork.Architecture.Tests;

/// <summary>Runs a program to its end.</summary>
internal sealed record Tool(int ExitCode, string Output)
{
    /// <summary>Standard output and standard error of the program, together.</summary>
    public static async Task<Tool> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Baseline.Root,
        };

        // What a surrounding build tells its own processes would mislead another build.
        foreach (string variable in start.Environment.Keys.Where(IsOfBuild).ToArray())
        {
            start.Environment.Remove(variable);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Tool(process.ExitCode, await output + await error);
    }

    private static bool IsOfBuild(string variable) => variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);
}
