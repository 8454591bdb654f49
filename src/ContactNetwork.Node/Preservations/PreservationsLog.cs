namespace ContactNetwork.Node.Preservations;

/// <summary>What this room logs: never content or names.</summary>
internal static partial class PreservationsLog
{
    [LoggerMessage(1501, LogLevel.Error, "How far reference numbers have come can't be written beside the store: after a restore one may be given twice.",
        EventName = "ReferenceNumbersNotKept")]
    public static partial void ReferenceNumbersNotKept(this ILogger log, Exception fault);
}
