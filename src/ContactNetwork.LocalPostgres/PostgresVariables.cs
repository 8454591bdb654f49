namespace ContactNetwork.LocalPostgres;

/// <summary>The environment variables that say which PostgreSQL is used.</summary>
public static class PostgresVariables
{
    /// <summary>
    /// Names a variable holding an Npgsql connection string to a server where databases may be created.
    /// When it is set, tests and the lab use that server and start none of their own.
    /// </summary>
    public const string Server = "CONTACT_NETWORK_POSTGRES";

    /// <summary>
    /// Names a variable holding the folder of PostgreSQL's programs (<c>initdb</c>, <c>postgres</c>).
    /// When it is set, no other folder is looked at.
    /// </summary>
    public const string Binaries = "CONTACT_NETWORK_POSTGRES_BIN";
}
