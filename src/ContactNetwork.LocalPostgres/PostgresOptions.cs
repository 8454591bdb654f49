namespace ContactNetwork.LocalPostgres;

/// <summary>How a private PostgreSQL is run.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// The folder that keeps the data between starts. It is made when missing. Root's data is put in a folder of
    /// its own outside, because the server runs as another user; its path is recorded in <c>place.txt</c> here.
    /// <c>null</c> (the default) puts the data in a temporary folder that is removed when the server ends.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// Whether commits reach the disk before they are confirmed (default: yes). <c>false</c> is for tests that want
    /// speed: commits still survive a killed server, but not a machine that loses power.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>The loopback port, or <c>null</c> (the default) for a free one.</summary>
    public int? Port { get; init; }

    /// <summary>The folder of PostgreSQL's programs, or <c>null</c> (the default) to look for it.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>The most connections at a time (default 200).</summary>
    public int ConnectionsMax { get; init; } = 200;

    /// <summary>How long an open transaction may stay idle before its session is ended (default 30 s).</summary>
    public TimeSpan IdleInTransactionMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a start, with its recovery, may take (default 60 s).</summary>
    public TimeSpan StartMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fast shutdown may take before the server is stopped without a checkpoint (default 30 s).</summary>
    public TimeSpan StopMax { get; init; } = TimeSpan.FromSeconds(30);
}
