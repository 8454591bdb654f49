using System.Diagnostics;

namespace ContactNetwork.LocalPostgres;

/// <summary>The outcome of one short command.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Error)
{
    private const int NotFoundExitCode = 127;

    public bool Succeeded => ExitCode == 0;

    /// <summary>Runs a command to its end, with <paramref name="input"/> as its standard input.</summary>
    public static async Task<ShellRun> RunAsync(
        IReadOnlyList<string> command, string? folder, string input, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new ShellRun(NotFoundExitCode, "", missing.Message);
        }

        using (process)
        {
            try
            {
                await WriteAsync(process, input);
                Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
                Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
                await process.WaitForExitAsync(cancellation);
                return new ShellRun(process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command ended without reading; its exit code tells why.
        }
    }
}
