using System.Globalization;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// Clears what an earlier server of the same cluster left. Its supervisor normally does; this is for the case that it
/// was killed too, and for the processes of a killed server, which need a moment to notice.
/// </summary>
internal static class LeftoverServer
{
    private const int LooksPerSignal = 250;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Ends every process of the cluster, then removes the file that names them. The caller holds the folder's lock, so
    /// no living owner is disturbed.
    /// </summary>
    /// <remarks>
    /// The file must never be removed while a process of the cluster lives: it is what keeps two servers off the same
    /// data. When none lives it must go, because its number may belong to a stranger, or to a dead process that
    /// nobody has waited for, and the server would refuse to start.
    /// </remarks>
    public static async Task ClearAsync(ClusterFolder folder, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(PostmasterFile.PathIn(folder)))
        {
            return;
        }

        foreach (string signal in new[] { "INT", "QUIT", "KILL" })
        {
            if (PostmasterFile.Read(folder)?.ProcessId is int main && IsOf(folder, main))
            {
                await ShellRun.RunAsync(
                    ["kill", "-s", signal, main.ToString(CultureInfo.InvariantCulture)], null, "", cancellation);
            }

            for (int look = 0; look < LooksPerSignal; look++)
            {
                if (!ProcessIds().Any(process => IsOf(folder, process)))
                {
                    File.Delete(PostmasterFile.PathIn(folder));
                    return;
                }

                await Task.Delay(LookEvery, cancellation);
            }
        }

        throw new PostgresUnavailableException($"A server that was left running on {folder.Cluster} does not end.");
    }

    private static IEnumerable<int> ProcessIds()
    {
        foreach (string entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out int process))
            {
                yield return process;
            }
        }
    }

    /// <summary>Every process of a server stays in its cluster's folder; a stranger is elsewhere, and the dead are nowhere.</summary>
    private static bool IsOf(ClusterFolder folder, int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget is string target
                && Path.GetFullPath(target) == Path.GetFullPath(folder.Cluster);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
