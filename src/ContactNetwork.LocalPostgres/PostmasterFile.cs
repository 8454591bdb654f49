using System.Globalization;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// What <c>postmaster.pid</c> says: line 1 the process, line 4 the port, line 8 the state. The file survives a crash, so its process may
/// be gone or its number taken by a stranger.
/// </summary>
internal sealed record PostmasterFile(int ProcessId, int Port, string State)
{
    private const int LinesMin = 8;
    private const int StopAttemptsMax = 100;
    private static readonly TimeSpan StopAttemptEvery = TimeSpan.FromMilliseconds(100);

    public bool IsReady => State == "ready";

    public static PostmasterFile? Read(ClusterFolder folder)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(folder));
        }
        catch (IOException)
        {
            return null;
        }

        return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out int processId)
            ? new PostmasterFile(
                processId,
                lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out int port) ? port : 0,
                lines.Length >= LinesMin ? lines[LinesMin - 1].Trim() : "")
            : null;
    }

    /// <summary>
    /// Ends what a previous owner left behind. Its supervisor normally does; this is for the case that it was killed too.
    /// The caller holds the folder's lock, so no living owner is disturbed.
    /// </summary>
    public static async Task ClearLeftoverAsync(ClusterFolder folder, CancellationToken cancellation)
    {
        foreach (string? signal in new[] { null, "INT", "QUIT", "KILL" })
        {
            if (Read(folder) is not { } left)
            {
                return;
            }

            if (!left.IsServerOf(folder))
            {
                File.Delete(PathIn(folder));
                return;
            }

            if (signal is not null)
            {
                await ShellRun.RunAsync(
                    ["kill", "-s", signal, left.ProcessId.ToString(CultureInfo.InvariantCulture)], null, "", cancellation);
            }

            for (int attempt = 0; attempt < StopAttemptsMax && left.IsServerOf(folder); attempt++)
            {
                await Task.Delay(StopAttemptEvery, cancellation);
            }
        }
    }

    /// <summary>A server's current folder is its cluster; a stranger with the same number has another.</summary>
    private bool IsServerOf(ClusterFolder folder)
    {
        FileSystemInfo link = new FileInfo($"/proc/{ProcessId}/cwd");
        try
        {
            return link.LinkTarget is string target && Path.GetFullPath(target) == Path.GetFullPath(folder.Cluster);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string PathIn(ClusterFolder folder) => Path.Combine(folder.Cluster, "postmaster.pid");
}
