using System.Diagnostics;

namespace ContactNetwork.Architecture.Tests.Banned;

public sealed class BannedSymbolsTests
{
    private static readonly string Lists = Path.Combine(Baseline.Root, "eng", "banned-symbols");

    private static readonly string Offender =
        Path.Combine(Baseline.Root, "tests", "ContactNetwork.Architecture.Tests", "Banned", "Offender");

    [Fact]
    public async Task Every_banned_symbol_is_reported_where_it_is_used()
    {
        string[] reasons = [.. Directory.EnumerateFiles(Lists).SelectMany(File.ReadAllLines).Select(line => line.Split(';')[1])];

        string build = await BuildOffenderAsync(TestContext.Current.CancellationToken);

        Assert.Equal(reasons.Length, reasons.Distinct().Count());
        Assert.All(reasons, reason => Assert.Contains(reason, build, StringComparison.Ordinal));
        Assert.Contains("error RS0030", build, StringComparison.Ordinal);
    }

    private static async Task<string> BuildOffenderAsync(CancellationToken cancellation)
    {
        ProcessStartInfo start = new("dotnet", ["build", Offender, "--no-incremental", "--nologo", "-v", "quiet", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        };

        // What a surrounding build tells its own processes would mislead this one.
        foreach (string variable in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        using Process build = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        string output = await build.StandardOutput.ReadToEndAsync(cancellation);
        await build.WaitForExitAsync(cancellation);
        Assert.NotEqual(0, build.ExitCode);
        return output;
    }
}
