using Microsoft.Extensions.Logging;

namespace ContactNetwork.Federation.Channels;

internal static partial class ChannelsLog
{
    [LoggerMessage(2100, LogLevel.Warning,
        "Refused a handshake {Direction} {Remote} that claims to be {SpiffeId}: {Fault}. {Suppressed} more were not logged.",
        EventName = "PeerHandshakeRefused")]
    public static partial void PeerHandshakeRefused(
        this ILogger log, CertificateFault fault, string direction, string remote, string spiffeId, int suppressed);

    [LoggerMessage(2101, LogLevel.Information, "Closed a connection of {Country}: its trust has changed or its certificate has ended.",
        EventName = "PeerConnectionClosed")]
    public static partial void PeerConnectionClosed(this ILogger log, string country);

    [LoggerMessage(2102, LogLevel.Information, "Took over a new certificate or signing key, valid until {NotAfter}.",
        EventName = "NodeCredentialsReloaded")]
    public static partial void NodeCredentialsReloaded(this ILogger log, DateTimeOffset notAfter);

    [LoggerMessage(2103, LogLevel.Error, "The changed certificate or key files in {Folder} can't be used; the old ones stay in force.",
        EventName = "NodeCredentialsUnusable")]
    public static partial void NodeCredentialsUnusable(this ILogger log, Exception exception, string folder);
}
