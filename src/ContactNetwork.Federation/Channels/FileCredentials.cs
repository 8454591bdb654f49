using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Federation.Channels;

/// <summary>The credentials of a folder, taken anew when its files change. Files that don't fit each other are ignored, loudly.</summary>
public sealed class FileCredentials : INodeCredentials
{
    private readonly string folder;
    private readonly ILogger<FileCredentials> log;
    private volatile NodeCredentials current;
    private Digest seen;

    /// <summary>Reads the folder for the first time.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="CryptographicException">The files don't fit each other.</exception>
    public FileCredentials(string folder, ILogger<FileCredentials> log)
    {
        (this.folder, this.log) = (folder, log);
        seen = NodeCredentials.StampOf(folder);
        current = NodeCredentials.Load(folder);
    }

    /// <inheritdoc/>
    public NodeCredentials Current => current;

    /// <summary>Puts a renewed certificate into the folder and into force.</summary>
    public void Renew(X509Certificate2 certificate)
    {
        NodeCredentials.SaveCertificate(folder, certificate);
        Refresh();
    }

    /// <summary>
    /// Looks whether the files have changed and takes them over; call it every few seconds from one loop. The old ones
    /// are not disposed, because connections may still use them.
    /// </summary>
    /// <returns>Whether there are new ones.</returns>
    public bool Refresh()
    {
        try
        {
            Digest stamp = NodeCredentials.StampOf(folder);
            if (stamp == seen)
                return false;
            seen = stamp;
            current = NodeCredentials.Load(folder);
            log.NodeCredentialsReloaded(current.Certificate.NotAfter);
            return true;
        }
        catch (Exception unusable) when (unusable is IOException or CryptographicException or ArgumentException
            or UnauthorizedAccessException)
        {
            log.NodeCredentialsUnusable(unusable, folder);
            return false;
        }
    }
}
