using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ContactNetwork.Lab;

/// <summary>Finds free loopback ports outside the range that the system hands to outgoing connections, so that a restarted process gets its own again.</summary>
internal static class Ports
{
    private const int First = 15000;
    private const int End = 20000;
    private const int AttemptsMax = 200;

    /// <summary>A port that is free now and not among those given.</summary>
    /// <exception cref="LabException">None was found.</exception>
    public static int Free(ISet<int> taken)
    {
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            int port = RandomNumberGenerator.GetInt32(First, End);
            if (IsFree(port) && taken.Add(port)) return port;
        }

        throw new LabException($"No free port was found between {First} and {End}.");
    }

    public static bool IsFree(int port)
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
