using System.Diagnostics;
using System.Text.Json;
using ContactNetwork.Identity.Administration;
using ContactNetwork.Testing;
using Xunit;

namespace ContactNetwork.Identity.Tests;

/// <summary>One run of the program.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs it in this process, which takes a tenth of the time.</summary>
    public static async Task<CommandRun> InProcessAsync(string configFile, string input, params string[] arguments)
    {
        await using StringWriter output = new(), errors = new();
        using StringReader reader = new(input);
        var exitCode = await CommandLine.RunAsync([.. arguments, "--config", configFile], new Streams(reader, output, errors));
        return new CommandRun(exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Runs it as a process, with the settings in its environment.</summary>
    public static async Task<CommandRun> StartAsync(IReadOnlyDictionary<string, string?> settings, string? input, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadlines.ProcessStart);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ContactNetwork.Identity.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment["CONTACT_NETWORK_" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandRun(process.ExitCode, await output, await errors);
    }

    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;
}
