using System.Diagnostics;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Cli.Tests;

/// <summary>
/// Tokens made of files (SoftHSM) in a folder of the test's own, and <c>cn</c> as a process that sees them: a PKCS#11 module
/// is loaded into the process that uses it, and reads its settings from the real environment.
/// </summary>
internal sealed class SoftToken : IDisposable
{
    public const string Pin = "493817";
    private const string SecurityPin = "81726354";

    private static readonly Lazy<Task<string>> FindModule = new(FindModuleAsync);
    private readonly string _settings;

    private SoftToken(string module)
    {
        Module = module;
        Folder = Directory.CreateTempSubdirectory("cn-token-").FullName;
        TokensFolder = Path.Combine(Folder, "tokens");
        Directory.CreateDirectory(TokensFolder);
        _settings = Path.Combine(Folder, "softhsm2.conf");
        File.WriteAllText(_settings, $"directories.tokendir = {TokensFolder}\nobjectstore.backend = file\nlog.level = ERROR\n");
        PinFile = Path.Combine(Folder, "pin");
        File.WriteAllText(PinFile, Pin + "\n");
    }

    public string Module { get; }

    public string Folder { get; }

    /// <summary>Where the tokens are; taken away, they are pulled out.</summary>
    public string TokensFolder { get; }

    public string PinFile { get; }

    /// <summary>Makes a folder with tokens of these labels.</summary>
    public static async Task<SoftToken> MakeAsync(params string[] labels)
    {
        var made = new SoftToken(await FindModule.Value);
        foreach (string label in labels)
            (await made.RunAsync("softhsm2-util", ["--init-token", "--free", "--label", label, "--so-pin", SecurityPin, "--pin", Pin])).Done();
        return made;
    }

    /// <summary>Runs the program <c>cn</c>.</summary>
    public Task<CnRun> CnAsync(params string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cn.dll"), .. arguments]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<CnRun> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = _settings;
        return await RunAsync(start);
    }

    private static async Task<CnRun> RunAsync(ProcessStartInfo start)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new CnRun(process.ExitCode, await output, await error);
    }

    private static async Task<string> FindModuleAsync()
    {
        string script = Path.Combine(Clone.Root ?? throw new InvalidOperationException("These tests run only inside a clone."), "eng", "tokens.sh");
        CnRun run = await RunAsync(new ProcessStartInfo("bash", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        return run.Done().Output.Trim();
    }
}
