namespace ContactNetwork.Federation.Channels;

/// <summary>Bounds of connections between nodes.</summary>
public static class ChannelLimits
{
    /// <summary>Bytes of one message: a full batch of 1 MiB and its frame.</summary>
    public const int MessageBytesMax = (1024 + 16) * 1024;

    /// <summary>How long making a connection may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>After this a connection is replaced, so that both certificates are looked at again.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromHours(1);

    /// <summary>An open connection's certificate is checked again after this, though the trust has not changed.</summary>
    public static readonly TimeSpan CertificateCheckedEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long a replaced connection may go on with its calls; longer than any call's own time.</summary>
    public static readonly TimeSpan RetiredMax = TimeSpan.FromSeconds(35);

    /// <summary>
    /// A connection that no call was begun on for so long is closed; longer than any call's own time, so that none is under
    /// way. Each one that is kept costs timers, and in a large network most lanes are silent most of the time.
    /// </summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(2);

    /// <summary>Silence after which a connection is probed.</summary>
    public static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(10);

    /// <summary>How long a probe may stay unanswered.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);
}
