using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Edge;

/// <summary>The certificate of the people's port, taken anew within a second when its files change. Files that don't fit are ignored, loudly.</summary>
internal sealed partial class PeopleCertificate
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly PortsOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<PeopleCertificate> logger;
    private readonly Lock look = new();
    private volatile SslStreamCertificateContext current;
    private long lookedAt;
    private string seen;

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="CryptographicException">The files don't fit each other.</exception>
    public PeopleCertificate(IOptions<PortsOptions> options, TimeProvider time, ILogger<PeopleCertificate> logger)
    {
        (this.options, this.time, this.logger) = (options.Value, time, logger);
        seen = Digest();
        current = Load();
    }

    /// <summary>The certificate in force.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (time.GetElapsedTime(Volatile.Read(ref lookedAt)) >= LookInterval)
            {
                Refresh();
            }

            return current;
        }
    }

    private void Refresh()
    {
        lock (look)
        {
            Volatile.Write(ref lookedAt, time.GetTimestamp());
            var found = Digest();
            if (found == seen)
            {
                return;
            }

            seen = found;
            try
            {
                current = Load();
                LogReloaded(logger, current.TargetCertificate.NotAfter);
            }
            catch (Exception unusable) when (unusable is IOException or CryptographicException or UnauthorizedAccessException)
            {
                LogUnusable(logger, unusable.GetType().Name);
            }
        }
    }

    /// <summary>
    /// Tells the files' content apart; empty while they can't be read. Times don't do: where a link leads to other files of
    /// now, as mounted secrets do, no time of the link changes, and the new file may be older than the one before.
    /// </summary>
    private string Digest()
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(File.ReadAllBytes(options.PeopleCertificateFile));
            hash.AppendData(File.ReadAllBytes(options.PeopleCertificateKeyFile));
            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private SslStreamCertificateContext Load()
    {
        var certificate = X509Certificate2.CreateFromPemFile(options.PeopleCertificateFile, options.PeopleCertificateKeyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.PeopleCertificateFile);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    [LoggerMessage(EventId = 2011, EventName = "PeopleCertificateReloaded", Level = LogLevel.Information,
        Message = "The certificate of the people's port was taken anew; it ends {End}.")]
    private static partial void LogReloaded(ILogger logger, DateTime end);

    [LoggerMessage(EventId = 2012, EventName = "PeopleCertificateUnusable", Level = LogLevel.Error,
        Message = "The files Ports:PeopleCertificateFile and its key have changed but can't be used ({Fault}); the old certificate stays.")]
    private static partial void LogUnusable(ILogger logger, string fault);
}
