using System.Net.Sockets;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using JasperFx;
using Marten.Exceptions;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Tells what a fault of the store means: lost a race, was answered before, or the store is away.</summary>
internal static class StoreFaults
{
    /// <summary>SQLSTATE of <c>node.assert_lease</c>.</summary>
    private const string LeaseLost = "CN001";

    private const string CaseKeyConstraint = "case_key_pkey";

    /// <summary>A reference number was given before, e.g. before a restore; the next try takes another.</summary>
    private const string ReferenceConstraint = "board_reference";

    /// <summary>Begins the names of the constraints of streams and facts.</summary>
    private static readonly string[] FactConstraints = ["pk_mt_", "pkey_mt_"];

    /// <summary>Another transaction was faster; the whole command may be tried again.</summary>
    public static bool IsLostRace(Exception fault) =>
        fault is ConcurrencyException or ExistingStreamIdCollisionException
        || Postgres(fault) is
        {
            SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        }
        || Postgres(fault) is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: not FirstAnswers.Constraint } race
            && (race.ConstraintName is CaseKeyConstraint or ReferenceConstraint
                || Array.Exists(FactConstraints, start => race.ConstraintName?.StartsWith(start, StringComparison.Ordinal) is true));

    /// <summary>The act was done before.</summary>
    public static bool IsAnswered(Exception fault) =>
        Postgres(fault) is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: FirstAnswers.Constraint };

    /// <summary>The lease is no longer the holder's.</summary>
    public static bool IsLeaseLost(Exception fault) => fault is LeaseLostException || Postgres(fault) is { SqlState: LeaseLost };

    /// <summary>The store can't be reached, is restarting, or was too slow.</summary>
    public static bool IsStoreAway(Exception fault) => fault switch
    {
        TimeoutException or SocketException => true,
        PostgresException postgres => IsAway(postgres),
        NpgsqlException => true,
        _ => fault.InnerException is { } inner && IsStoreAway(inner),
    };

    /// <summary>
    /// A lasting connection is broken. Where its keep-alive notices it first, the next use finds a closed connection, which
    /// the driver tells as an operation out of place.
    /// </summary>
    public static bool IsBroken(Exception fault) => IsStoreAway(fault) || fault is InvalidOperationException;

    /// <summary>The refusal that callers see; the fault itself goes to the log.</summary>
    public static RefusalException Unavailable(Exception fault, ILogger log)
    {
        log.StoreAway(fault.GetType().Name, Postgres(fault)?.SqlState ?? "none");
        return new RefusalException(Refusal.Of(
            RefusalKind.Unavailable,
            RefusalReasons.StoreUnavailable,
            "The store can't be reached. If the call changes something, repeat it with the same request_id: it takes effect once."), fault);
    }

    /// <summary>The store answers, but this transaction took too long, by our measure or by the store's.</summary>
    public static bool IsSlow(Exception? fault) =>
        fault is TimeoutException
        || Postgres(fault) is { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable };

    /// <summary>The same of what the shell made of it: slowness of its own, while others may pass.</summary>
    public static bool IsRefusedAsSlow(Exception fault) =>
        fault is RefusalException { Refusal.Kind: RefusalKind.Unavailable } && IsSlow(fault.InnerException);

    /// <summary>
    /// The store answers, and this work fails for a reason of its own, slowness among them: other work may pass. Where the
    /// store is away, the process ends or a lease was lost, all work is held up alike.
    /// </summary>
    public static bool IsOwn(Exception fault) => IsRefusedAsSlow(fault)
        || (fault is not (OperationCanceledException or LeaseLostException) && !IsStoreAway(fault));

    /// <summary>
    /// What several wrote together failed for what one of them wrote, or for a lock that one of them waited for; the others
    /// may pass without it.
    /// </summary>
    public static bool IsOfOne(PostgresException fault) => fault.InvariantSeverity == "ERROR"
        && (fault.SqlState == PostgresErrorCodes.LockNotAvailable || !IsStoreAway(fault));

    private static bool IsAway(PostgresException postgres) => postgres.SqlState switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction
            or "25P03" or "25P04" => true,
        var state => state.StartsWith("08", StringComparison.Ordinal),
    };

    private static PostgresException? Postgres(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is PostgresException postgres)
                return postgres;
        }

        return null;
    }
}
