using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ContactNetwork.LocalPostgres;

/// <summary>Picks loopback ports below the range that the system hands to outgoing connections, so that a port stays free over a restart.</summary>
internal static class LoopbackPort
{
    private const int First = 20000;
    private const int End = 32000;
    private const int AttemptsMax = 100;

    public static int Free()
    {
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            int port = RandomNumberGenerator.GetInt32(First, End);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }

        throw new PostgresUnavailableException($"No free loopback port was found between {First} and {End}.");
    }
}
