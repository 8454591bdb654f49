using System.Globalization;

namespace ContactNetwork.LocalPostgres.Tests;

/// <summary>Signals to processes that a test started, and looks at whether they still run.</summary>
internal static class Signals
{
    public static async Task SendAsync(string signal, int processId, CancellationToken cancellation)
    {
        ShellRun run = await ShellRun.RunAsync(
            ["kill", "-s", signal, processId.ToString(CultureInfo.InvariantCulture)], null, "", cancellation);
        Assert.True(run.Succeeded, run.Error);
    }

    /// <summary>Whether the process runs; one that ended and waits for its parent's look does not.</summary>
    public static async Task<bool> RunsAsync(int processId, CancellationToken cancellation)
    {
        ShellRun run = await ShellRun.RunAsync(
            ["ps", "-o", "stat=", "-p", processId.ToString(CultureInfo.InvariantCulture)], null, "", cancellation);
        return run.Succeeded && !run.Output.TrimStart().StartsWith('Z');
    }

    public static async Task<int> ParentOfAsync(int processId, CancellationToken cancellation)
    {
        ShellRun run = await ShellRun.RunAsync(
            ["ps", "-o", "ppid=", "-p", processId.ToString(CultureInfo.InvariantCulture)], null, "", cancellation);
        return int.Parse(run.Output, CultureInfo.InvariantCulture);
    }
}
