using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Makes the connections' source.</summary>
internal static class DataSources
{
    /// <summary>How long the server lets one statement of ours run.</summary>
    private const int StatementMilliseconds = 5_000;

    /// <summary>How long the server lets a transaction of ours stand idle before it ends it.</summary>
    private const int IdleInTransactionMilliseconds = 6_000;

    /// <summary>How long a statement waits for a lock.</summary>
    private const int LockMilliseconds = 4_000;

    /// <summary>
    /// What the server thinks of reading by an index, near to reading on. With its default a plan made while a table was
    /// small reads it from end to end, and is kept while it grows.
    /// </summary>
    private const string RandomPageCost = "1.1";

    private const int ConnectSeconds = 3;
    private const int CommandSeconds = 6;
    private const int KeepAliveSeconds = 15;
    private const int PreparedStatements = 64;

    /// <summary>The pool for commands and queries: each statement bounded, and no transaction left standing.</summary>
    public static NpgsqlDataSource Create(StoreOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.Resolve())
        {
            ApplicationName = "contact-network-node",
            MaxPoolSize = options.ConnectionsMax,
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            KeepAlive = KeepAliveSeconds,
            MaxAutoPrepare = PreparedStatements,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
        };
        settings.Options = $"{settings.Options} -c statement_timeout={StatementMilliseconds}"
            + $" -c idle_in_transaction_session_timeout={IdleInTransactionMilliseconds} -c lock_timeout={LockMilliseconds}"
            + $" -c random_page_cost={RandomPageCost}";
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>
    /// A connection of its own for what outlives a command (locks, listening, schema changes): never pooled, and dead
    /// peers are noticed within seconds.
    /// </summary>
    public static NpgsqlConnection CreateLasting(StoreOptions options, string purpose)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.Resolve())
        {
            ApplicationName = $"contact-network-node {purpose}",
            Pooling = false,
            Timeout = ConnectSeconds,
            KeepAlive = 1,
            CommandTimeout = 0,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 1,
            TcpKeepAliveInterval = 1,
            IncludeErrorDetail = false,
        };
        settings.Options = $"{settings.Options} -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1"
            + " -c tcp_keepalives_count=3 -c tcp_user_timeout=3000";
        return new NpgsqlConnection(settings.ConnectionString);
    }
}
