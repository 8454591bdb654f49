using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity;

/// <summary>
/// The address that tokens and links name. Where port 0 is configured the socket is bound at once, so that the
/// issuer's port is known before anything is issued.
/// </summary>
internal sealed class PublicAddress : IDisposable
{
    private const string FileName = "addresses.json";

    private readonly Socket? bound;

    public PublicAddress(IOptions<IdentityOptions> options)
    {
        EndPoint = options.Value.ListenEndPoint();
        var issuer = options.Value.Issuer ?? throw new InvalidOperationException("Identity:Issuer must be set.");
        if (EndPoint.Port == 0)
        {
            bound = SocketTransportOptions.CreateDefaultBoundListenSocket(EndPoint);
            EndPoint = (IPEndPoint)(bound.LocalEndPoint ?? throw new InvalidOperationException("The socket was not bound."));
        }

        Issuer = issuer.Port == 0 ? new UriBuilder(issuer) { Port = EndPoint.Port }.Uri : issuer;
    }

    /// <summary>The issuer, with the port that was bound.</summary>
    public Uri Issuer { get; }

    /// <summary>Where the process listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The socket that listens on an end point: ours where it was bound already.</summary>
    public Socket Listen(EndPoint endPoint) =>
        bound is not null && endPoint.Equals(EndPoint) ? bound : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

    /// <summary>Tells who started this process where it is: <c>addresses.json</c> in the data folder, replaced as a whole.</summary>
    public void Publish(string dataFolder)
    {
        var file = Path.Combine(dataFolder, FileName);
        var draft = file + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(new { identity = EndPoint.ToString(), issuer = Issuer.ToString() }));
        File.Move(draft, file, overwrite: true);
    }

    public void Dispose() => bound?.Dispose();
}
