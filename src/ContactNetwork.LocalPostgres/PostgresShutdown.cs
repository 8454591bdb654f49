namespace ContactNetwork.LocalPostgres;

/// <summary>The ways to end a server.</summary>
public enum PostgresShutdown
{
    /// <summary>Sessions are ended, then a checkpoint is written: the next start needs no recovery.</summary>
    Fast,

    /// <summary>Every process of the server quits at once; the next start recovers from the log.</summary>
    Immediate,

    /// <summary>The main process is killed (SIGKILL), as by a crash; the next start recovers from the log.</summary>
    Kill,
}
