using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// Finds free loopback ports below the range that the system hands to outgoing connections, and keeps them from other labs and
/// tests of this machine while this process lives: a server that is restarted, or was killed, gets its own port again.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 15000;
    private const int End = 32000;
    private const int AttemptsMax = 200;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"contact-network-ports-{Environment.UserName}");
    private static readonly Dictionary<int, FileStream> Kept = [];

    /// <summary>A port on which nothing listens, kept for this process.</summary>
    /// <exception cref="IOException">None was found.</exception>
    public static int Free()
    {
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            int port = RandomNumberGenerator.GetInt32(First, End);
            if (TryKeep(port, isOursAllowed: false)) return port;
        }

        throw new IOException($"No free loopback port was found between {First} and {End}.");
    }

    /// <summary>Keeps a port that is known from before; false where something listens on it or another process keeps it.</summary>
    public static bool Keep(int port) => TryKeep(port, isOursAllowed: true);

    /// <summary>Lets others have a port that is not used any more.</summary>
    public static void Release(int port)
    {
        lock (Kept)
        {
            if (Kept.Remove(port, out FileStream? file)) file.Dispose();
        }
    }

    private static bool TryKeep(int port, bool isOursAllowed)
    {
        lock (Kept)
        {
            if (Kept.ContainsKey(port)) return isOursAllowed && IsFree(port);
            if (!IsFree(port)) return false;
            try
            {
                Directory.CreateDirectory(Folder);
                // The lock is the system's, so it ends with the process, however that ends.
                Kept[port] = new FileStream(
                    Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)),
                    new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
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
