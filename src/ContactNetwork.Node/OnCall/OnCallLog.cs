namespace ContactNetwork.Node.OnCall;

/// <summary>What on-call says; event ids 1400 to 1499. Ids and codes only: no names, no addresses.</summary>
internal static partial class OnCallLog
{
    [LoggerMessage(1400, LogLevel.Error, "The room of alert {Alert}'s subject was not told {Notice}: it failed before.", EventName = "SubjectNotTold")]
    public static partial void SubjectNotTold(this ILogger log, Guid alert, string notice);

    [LoggerMessage(1401, LogLevel.Warning, "Nobody is on the duty list: every alert is missed at once.", EventName = "NobodyOnDuty")]
    public static partial void NobodyOnDuty(this ILogger log);

    [LoggerMessage(1402, LogLevel.Debug, "Page {Page} of {Count} alerts was handed to {Channel}.", EventName = "PageHandedOver")]
    public static partial void PageHandedOver(this ILogger log, Guid page, int count, string channel);

    [LoggerMessage(1403, LogLevel.Warning, "Page {Page} was not handed to {Channel}: {Code}.", EventName = "PageFailed")]
    public static partial void PageFailed(this ILogger log, Guid page, string channel, string code);

    [LoggerMessage(1404, LogLevel.Warning, "Pages to one person wait {Seconds} s: the limit is reached.", EventName = "PagesLimited")]
    public static partial void PagesLimited(this ILogger log, double seconds);

    [LoggerMessage(1405, LogLevel.Debug, "Alert {Alert} took step {Step}.", EventName = "StepTaken")]
    public static partial void StepTaken(this ILogger log, Guid alert, string step);

    [LoggerMessage(1406, LogLevel.Error, "Changed settings of on-call are not taken: {Problem}", EventName = "SettingsNotTaken")]
    public static partial void SettingsNotTaken(this ILogger log, string problem);
}
