namespace ContactNetwork.Node.Edge;

/// <summary>Bounds of what a caller may send and hold open, on every port.</summary>
internal static class EdgeLimits
{
    /// <summary>Bytes of one message on the people's port.</summary>
    public const int MessageBytesMax = 1024 * 1024;

    /// <summary>Bytes of one request's body on any port: a batch between nodes and its frame.</summary>
    public const long BodyBytesMax = MessageBytesMax + (64 * 1024);

    /// <summary>Streams that one connection may have open at once.</summary>
    public const int StreamsPerConnectionMax = 100;

    /// <summary>Connections open at once, all ports together.</summary>
    public const int ConnectionsMax = 5_000;

    /// <summary>Bytes of all headers of a request.</summary>
    public const int HeaderBytesMax = 32 * 1024;

    /// <summary>Headers of a request.</summary>
    public const int HeadersMax = 64;

    /// <summary>How long the headers of a request may take to arrive.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a TLS handshake may take.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The slowest body that is still read, in bytes per second, after the grace period.</summary>
    public const double BodyRateMin = 240;

    /// <summary>How long a body may be slower.</summary>
    public static readonly TimeSpan BodyRateGrace = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which an idle connection is closed.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Silence after which a connection is probed.</summary>
    public static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(15);

    /// <summary>How long a probe may stay unanswered.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long open calls may go on after the node was asked to stop.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
}
