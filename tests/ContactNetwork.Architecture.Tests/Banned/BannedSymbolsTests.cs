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

        Tool build = await Tool.RunAsync(
            "dotnet",
            ["build", Offender, "--no-incremental", "--nologo", "-v", "quiet", "-nodeReuse:false"],
            TestContext.Current.CancellationToken);

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error RS0030", build.Output, StringComparison.Ordinal);
        Assert.Equal(reasons.Length, reasons.Distinct().Count());
        Assert.All(reasons, reason => Assert.Contains(reason, build.Output, StringComparison.Ordinal));
    }
}
