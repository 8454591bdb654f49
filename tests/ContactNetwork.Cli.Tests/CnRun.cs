using System.Text.Json;

namespace ContactNetwork.Cli.Tests;

/// <summary>One run of cn inside the test, with its own screens.</summary>
internal sealed record CnRun(int ExitCode, string Output, string Error)
{
    public const int Width = 100;

    // The tree of commands shares its options between runs; a process has only one.
    private static readonly SemaphoreSlim One = new(1, 1);

    public JsonElement Json => Parse(Output);

    public JsonElement ErrorJson => Parse(Error).GetProperty("error");

    /// <summary>This run, which went well.</summary>
    public CnRun Done()
    {
        Assert.True(ExitCode == 0, Error + Output);
        return this;
    }

    public static Task<CnRun> Async(string profile, params string[] arguments) =>
        WithAsync(["--profile", profile, .. arguments], null, CancellationToken.None);

    /// <summary>Runs as if some time had passed.</summary>
    public static Task<CnRun> LaterAsync(TimeSpan later, string profile, params string[] arguments) =>
        WithAsync(["--profile", profile, .. arguments], null, CancellationToken.None, new LaterTime(later));

    public static async Task<CnRun> WithAsync(string[] arguments, string? input, CancellationToken cancellation, TimeProvider? time = null)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var surroundings = new Surroundings(
            output, error, new StringReader(input ?? ""), time ?? TimeProvider.System, TimeZoneInfo.Utc, _ => null, "/nowhere", Width, IsColored: false);
        await One.WaitAsync(CancellationToken.None);
        try
        {
            int code = await CnApp.RunAsync(arguments, surroundings, cancellation);
            return new CnRun(code, output.ToString(), error.ToString());
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>The error, where notices stand before it.</summary>
    public JsonElement ErrorText() => Parse(Error[Error.IndexOf("{\n  \"error\"", StringComparison.Ordinal)..]).GetProperty("error");

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
