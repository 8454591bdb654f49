namespace ContactNetwork.Node.Clerks;

/// <summary>What the clerks say; event ids 1100 to 1199.</summary>
internal static partial class ClerksLog
{
    [LoggerMessage(1100, LogLevel.Warning, "The relay's connection to {Purpose} broke: {Fault}.", EventName = "RelayBroken")]
    public static partial void RelayBroken(this ILogger log, string purpose, string fault);
}
