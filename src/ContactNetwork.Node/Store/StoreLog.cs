namespace ContactNetwork.Node.Store;

/// <summary>What the store says; event ids 1000 to 1099.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1000, LogLevel.Warning, "The store can't be reached: {Fault}, SQLSTATE {SqlState}.", EventName = "StoreAway")]
    public static partial void StoreAway(this ILogger log, string fault, string sqlState);

    [LoggerMessage(1001, LogLevel.Information, "Schema step {Room}/{Step} applied.", EventName = "SchemaStepApplied")]
    public static partial void SchemaStepApplied(this ILogger log, string room, string step);

    [LoggerMessage(1002, LogLevel.Information, "The store is ready after {Milliseconds} ms.", EventName = "StoreReady")]
    public static partial void StoreReady(this ILogger log, long milliseconds);

    [LoggerMessage(1010, LogLevel.Warning, "The feed of {Table} can't look: {Fault}.", EventName = "FeedBlind")]
    public static partial void FeedBlind(this ILogger log, string table, string fault);
}
