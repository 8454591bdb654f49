using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ContactNetwork.Lab;

/// <summary>
/// Finds free loopback ports outside the range that the system hands to outgoing connections, and keeps them from the other
/// labs of this machine while this process lives: a process that was killed gets its own port again.
/// </summary>
internal static class Ports
{
    private const int First = 15000;
    private const int End = 20000;
    private const int AttemptsMax = 200;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"contact-network-ports-{Environment.UserName}");
    private static readonly Dictionary<int, FileStream> Kept = [];

    /// <summary>A port that is free now and not among those given, kept for this process.</summary>
    /// <exception cref="LabException">None was found.</exception>
    public static int Free(ISet<int> taken)
    {
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            int port = RandomNumberGenerator.GetInt32(First, End);
            if (!taken.Contains(port) && !IsKept(port) && Keep(port) && taken.Add(port)) return port;
        }

        throw new LabException($"No free port was found between {First} and {End}.");
    }

    /// <summary>Keeps a port for this process; false where another lab keeps it or something listens on it.</summary>
    public static bool Keep(int port)
    {
        if (!IsFree(port)) return false;
        lock (Kept)
        {
            if (Kept.ContainsKey(port)) return true;
            try
            {
                Directory.CreateDirectory(Folder);
                // The lock is the system's, so it ends with the process, however that ends.
                Kept[port] = new FileStream(
                    Path.Combine(Folder, port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private static bool IsKept(int port)
    {
        lock (Kept) return Kept.ContainsKey(port);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
