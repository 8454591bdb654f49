using System.Globalization;

namespace ContactNetwork.LocalPostgres;

/// <summary>The settings that a private server is started with.</summary>
internal static class ServerSettings
{
    // A Unix socket's path is limited to 107 bytes, of which PostgreSQL adds "/.s.PGSQL.65535".
    private const int SocketFolderLengthMax = 90;

    public static IReadOnlyList<string> Command(
        PostgresBinaries binaries, ClusterFolder folder, int port, PostgresOptions options)
    {
        List<string> command = [binaries.Server, "-D", folder.Cluster];
        foreach ((string name, string value) in For(folder, port, options))
        {
            command.AddRange(["-c", $"{name}={value}"]);
        }

        return command;
    }

    private static IEnumerable<(string Name, string Value)> For(ClusterFolder folder, int port, PostgresOptions options)
    {
        string durable = options.Durable ? "on" : "off";
        yield return ("listen_addresses", "127.0.0.1");
        yield return ("port", Number(port));
        yield return ("unix_socket_directories", folder.Place.Length <= SocketFolderLengthMax ? folder.Place : "");
        yield return ("unix_socket_permissions", "0700");
        yield return ("max_connections", Number(options.ConnectionsMax));
        yield return ("idle_in_transaction_session_timeout", Number((long)options.IdleInTransactionMax.TotalMilliseconds));
        yield return ("password_encryption", "scram-sha-256");

        // A commit is always confirmed only after its log record was handed to the system, so that a killed server
        // loses nothing; only a machine that loses power can tell the difference.
        yield return ("synchronous_commit", "on");
        yield return ("fsync", durable);
        yield return ("full_page_writes", durable);

        yield return ("jit", "off");
        yield return ("timezone", "UTC");
        yield return ("log_timezone", "UTC");
        yield return ("logging_collector", "off");
        yield return ("log_destination", "stderr");
        yield return ("log_min_messages", "warning");

        // Statements and their parameters may hold case content; the log names errors only.
        yield return ("log_min_error_statement", "panic");
        yield return ("log_error_verbosity", "terse");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
