using System.Diagnostics;
using ContactNetwork.Testing;

namespace ContactNetwork.LocalPostgres.Tests;

/// <summary>The program <c>run --data DIR</c> in a process of its own, which a test may kill.</summary>
internal sealed class OwnerProcess : IDisposable
{
    private readonly Process _process;

    private OwnerProcess(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public static async Task<OwnerProcess> StartAsync(string dataFolder, CancellationToken cancellation)
    {
        string program = System.IO.Path.ChangeExtension(typeof(PrivatePostgres).Assembly.Location, null);
        ProcessStartInfo start = new(program, ["run", "--data", dataFolder, "--no-fsync"]) { RedirectStandardOutput = true };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        string? line = await process.StandardOutput.ReadLineAsync(cancellation);
        return line is null
            ? throw new InvalidOperationException("The program ended without a connection string.")
            : new OwnerProcess(process, line);
    }

    public void Kill() => _process.Kill();

    public async Task<int> AskToEndAsync(CancellationToken cancellation)
    {
        await Signals.SendAsync("TERM", _process.Id, cancellation);
        await _process.WaitForExitAsync(cancellation).WaitAsync(Deadlines.ProcessStart, cancellation);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
