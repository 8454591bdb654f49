using System.Globalization;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// What <c>postmaster.pid</c> says: line 1 the main process, line 4 the port, line 8 the state. The file survives a
/// crash, so its process may be gone, or its number taken by a stranger.
/// </summary>
internal sealed record PostmasterFile(int ProcessId, int Port, string State)
{
    private const int PortLine = 3;
    private const int StateLine = 7;

    public bool IsReady => State == "ready";

    public static string PathIn(ClusterFolder folder) => Path.Combine(folder.Cluster, "postmaster.pid");

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

        return lines.Length > StateLine
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out int processId)
            && int.TryParse(lines[PortLine], CultureInfo.InvariantCulture, out int port)
            ? new PostmasterFile(processId, port, lines[StateLine].Trim())
            : null;
    }
}
