namespace ContactNetwork.Node.Clerks;

/// <summary>What the clerks say; event ids 1100 to 1199.</summary>
internal static partial class ClerksLog
{
    [LoggerMessage(1100, LogLevel.Warning, "The relay's connection to {Purpose} broke: {Fault}.", EventName = "RelayBroken")]
    public static partial void RelayBroken(this ILogger log, string purpose, string fault);

    [LoggerMessage(1101, LogLevel.Error, "A clock jumped: the database's by {DatabaseSeconds} s, the node's by {NodeSeconds} s.", EventName = "ClockJumped")]
    public static partial void ClockJumped(this ILogger log, double databaseSeconds, double nodeSeconds);

    [LoggerMessage(1120, LogLevel.Warning, "The {Clerk} can't look for work: {Fault}.", EventName = "ClerkCannotLook")]
    public static partial void ClerkCannotLook(this ILogger log, string clerk, string fault);

    [LoggerMessage(1121, LogLevel.Information, "The {Clerk} stops its work in {Group}: the lease was lost.", EventName = "WorkLeaseLost")]
    public static partial void WorkLeaseLost(this ILogger log, string clerk, string group);

    [LoggerMessage(1122, LogLevel.Error, "The {Clerk} failed in {Group}.", EventName = "GroupFailed")]
    public static partial void GroupFailed(this ILogger log, Exception fault, string clerk, string group);

    [LoggerMessage(1123, LogLevel.Error, "The {Clerk} failed at {Kind} of stream {Stream}, try {Attempt}.", EventName = "RowFailed")]
    public static partial void RowFailed(this ILogger log, Exception fault, string clerk, string kind, Guid stream, int attempt);

    [LoggerMessage(1124, LogLevel.Error, "The {Clerk} parked {Kind} of stream {Stream}: {Error}.", EventName = "RowParked")]
    public static partial void RowParked(this ILogger log, string clerk, string kind, Guid stream, string error);

    [LoggerMessage(1128, LogLevel.Warning, "{Rows} rows of due work have waited for more than {Seconds} s, and nobody did them.", EventName = "WorkLate")]
    public static partial void WorkLate(this ILogger log, long rows, double seconds);

    [LoggerMessage(1126, LogLevel.Information, "Deleted {Count} {What} that were kept for their time.", EventName = "RetentionDeleted")]
    public static partial void RetentionDeleted(this ILogger log, int count, string what);

    [LoggerMessage(1127, LogLevel.Error, "Old {What} can't be deleted.", EventName = "RetentionFailed")]
    public static partial void RetentionFailed(this ILogger log, Exception fault, string what);

    [LoggerMessage(1125, LogLevel.Debug, "The {Clerk} did {Kind} of stream {Stream}.", EventName = "RowDone")]
    public static partial void RowDone(this ILogger log, string clerk, string kind, Guid stream);
}
