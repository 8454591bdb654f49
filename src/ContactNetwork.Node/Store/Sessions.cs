using Npgsql;
using SessionOptions = Marten.Services.SessionOptions;

namespace ContactNetwork.Node.Store;

/// <summary>How Marten's sessions are opened.</summary>
internal static class Sessions
{
    /// <summary>On our connection, in our transaction, which we commit ourselves.</summary>
    public static SessionOptions InTransaction(NpgsqlTransaction transaction)
    {
        var options = SessionOptions.ForTransaction(transaction, shouldAutoCommit: false);
        options.Tracking = Marten.DocumentTracking.None;
        return options;
    }

    /// <summary>On our connection, for reading.</summary>
    public static SessionOptions OnConnection(NpgsqlConnection connection)
    {
        var options = SessionOptions.ForConnection(connection);
        options.Tracking = Marten.DocumentTracking.None;
        return options;
    }
}
