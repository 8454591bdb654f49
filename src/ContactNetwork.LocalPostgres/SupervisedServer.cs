using System.Diagnostics;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// One run of the server under a small shell that stops it when this process ends, however it ends:
/// the shell reads a pipe whose other end only this process holds, and the kernel closes it on <c>kill -9</c> too.
/// Where <c>setpriv</c> exists the server is also told by the kernel when that shell dies.
/// </summary>
internal sealed class SupervisedServer : IDisposable
{
    private readonly Process _shell;

    private SupervisedServer(Process shell) => _shell = shell;

    public bool HasEnded => _shell.HasExited;

    public Task Ended => _shell.WaitForExitAsync();

    public static SupervisedServer Start(ClusterFolder folder, ServerUser user, IReadOnlyList<string> command)
    {
        // A session of its own keeps a Ctrl-C in the terminal from reaching the server before its users are done.
        IReadOnlyList<string> line =
        [
            .. Available("setsid") ? ["setsid"] : Array.Empty<string>(),
            .. user.Run([
                "sh", "-c", Scripts.Supervise, "supervise", folder.LogFile, folder.Place, folder.IsTemporary ? "yes" : "no",
                .. Available("setpriv") ? ["setpriv", "--pdeathsig=INT", "--"] : Array.Empty<string>(),
                .. command]),
        ];
        ProcessStartInfo start = new(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            WorkingDirectory = folder.Place,
        };
        start.Environment["LC_ALL"] = "C";
        return new SupervisedServer(
            Process.Start(start) ?? throw new PostgresUnavailableException("The server's supervisor did not start."));
    }

    /// <summary>Ends the server and waits for it; a fast shutdown that takes too long becomes an immediate one.</summary>
    public async Task StopAsync(PostgresShutdown shutdown, TimeSpan stopMax, CancellationToken cancellation)
    {
        Say("keep");
        foreach (PostgresShutdown step in Enum.GetValues<PostgresShutdown>().Where(step => step >= shutdown))
        {
            Say(SignalOf(step));
            if (await EndsWithinAsync(stopMax, cancellation))
            {
                return;
            }
        }

        throw new PostgresUnavailableException($"The server did not end within {stopMax * 3}, not even when killed.");
    }

    public void Dispose()
    {
        // Closing the pipe is the order to stop, whatever happened before.
        try
        {
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell is gone already.
        }

        _shell.Dispose();
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            await _shell.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Say(string word)
    {
        try
        {
            _shell.StandardInput.Write(word + "\n");
            _shell.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The shell is gone already, and the server with it.
        }
    }

    private static string SignalOf(PostgresShutdown shutdown) => shutdown switch
    {
        PostgresShutdown.Fast => "INT",
        PostgresShutdown.Immediate => "QUIT",
        PostgresShutdown.Kill => "KILL",
        _ => throw new ArgumentOutOfRangeException(nameof(shutdown), shutdown, null),
    };

    private static bool Available(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
