using System.Diagnostics;

namespace ContactNetwork.Lab.Processes;

/// <summary>
/// One server process of the lab: can be started, stopped, killed, frozen and started again. What it prints goes to a
/// file. Members are not safe to call at the same time.
/// </summary>
public sealed class LabProcess : IAsyncDisposable
{
    private const int LogTailCharacters = 1500;
    private const string CrashMark = "Unhandled exception";
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly Func<ProcessStartInfo> _describe;
    private readonly Func<CancellationToken, Task<bool>> _isReady;
    private readonly TimeSpan _readyMax;
    private Process? _process;
    private bool _isFrozen;

    internal LabProcess(
        string name, string logFile, Func<ProcessStartInfo> describe, Func<CancellationToken, Task<bool>> isReady, TimeSpan readyMax)
    {
        Name = name;
        LogFile = logFile;
        _describe = describe;
        _isReady = isReady;
        _readyMax = readyMax;
    }

    /// <summary>Names it, e.g. "node of XA".</summary>
    public string Name { get; }

    /// <summary>The file with what it printed.</summary>
    public string LogFile { get; }

    /// <summary>The process id; 0 when it does not run.</summary>
    public int ProcessId => IsRunning ? _process!.Id : 0;

    /// <summary>Says whether it runs (or is frozen).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>How it ended; null while it runs and before its first start.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="LabException">It ended or was not ready in time; the message holds the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await LaunchAsync();
        await WaitReadyAsync(cancellation);
    }

    /// <summary>Starts it without waiting.</summary>
    public async Task LaunchAsync()
    {
        if (IsRunning) throw new LabException($"The {Name} runs already.");
        _process?.Dispose();
        ProcessStartInfo program = _describe();
        // The shell only opens the log and becomes the program: same process, same id.
        var start = new ProcessStartInfo { FileName = "/bin/sh", UseShellExecute = false, WorkingDirectory = program.WorkingDirectory };
        foreach (string argument in new[] { "-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "sh", LogFile, program.FileName }.Concat(program.ArgumentList))
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach ((string key, string? value) in program.Environment) start.Environment[key] = value;
        _process = await Spawner.StartAsync(start);
        _isFrozen = false;
    }

    /// <summary>Waits until it is ready.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public async Task WaitReadyAsync(CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!await _isReady(cancellation))
        {
            if (!IsRunning) throw new LabException($"The {Name} ended at its start. The end of {LogFile}:\n{LogTail()}");
            if (clock.Elapsed > _readyMax)
                throw new LabException($"The {Name} was not ready after {_readyMax.TotalSeconds:0} s. The end of {LogFile}:\n{LogTail()}");
            await Task.Delay(LookEvery, cancellation);
        }
    }

    /// <summary>Asks it to end (SIGTERM) and waits; kills it when it does not.</summary>
    public async Task StopAsync()
    {
        if (!IsRunning) return;
        if (_isFrozen) Continue();
        Send(NativeMethods.Terminate);
        using var limit = new CancellationTokenSource(StopMax);
        try
        {
            await _process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!IsRunning) return;
        Send(NativeMethods.Kill);
        await _process!.WaitForExitAsync();
    }

    /// <summary>Freezes it (SIGSTOP), as a paused virtual machine would be.</summary>
    public void Freeze()
    {
        Send(NativeMethods.Stop);
        _isFrozen = true;
    }

    /// <summary>Lets a frozen one go on (SIGCONT).</summary>
    public void Continue()
    {
        Send(NativeMethods.Continue);
        _isFrozen = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }

    private void Send(int signal)
    {
        if (IsRunning) _ = NativeMethods.SendSignal(_process!.Id, signal);
    }

    private string LogTail()
    {
        string log = File.Exists(LogFile) ? File.ReadAllText(LogFile).Trim() : "";
        if (log.Length == 0) return "(it printed nothing)";
        // What ended it says more than the calls that led there, which come last.
        int cause = log.LastIndexOf(CrashMark, StringComparison.Ordinal);
        int start = cause >= 0 ? cause : Math.Max(0, log.Length - LogTailCharacters);
        return log.Substring(start, Math.Min(LogTailCharacters, log.Length - start));
    }
}
