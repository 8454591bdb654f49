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

    public static Task<CnRun> Async(string profile, params string[] arguments) =>
        WithAsync(["--profile", profile, .. arguments], null, CancellationToken.None);

    public static async Task<CnRun> WithAsync(string[] arguments, string? input, CancellationToken cancellation)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var surroundings = new Surroundings(
            output, error, new StringReader(input ?? ""), TimeProvider.System, TimeZoneInfo.Utc, _ => null, "/nowhere", Width, IsColored: false);
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
}
