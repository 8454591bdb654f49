using System.Diagnostics;

namespace ContactNetwork.Lab.Processes;

/// <summary>What a program printed and how it ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record RunResult(int ExitCode, string Output, string Error)
{
    /// <summary>The result, or an exception with what it printed.</summary>
    /// <exception cref="LabException">The program failed.</exception>
    public RunResult Checked(string what) => ExitCode == 0
        ? this
        : throw new LabException($"{what} ended with status {ExitCode}: {(Error.Trim().Length > 0 ? Error : Output).Trim()}");

    internal static async Task<RunResult> RunAsync(ProcessStartInfo start, string? input, CancellationToken cancellation)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = await Spawner.StartAsync(start);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            if (input is not null) await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation);
            return new RunResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
