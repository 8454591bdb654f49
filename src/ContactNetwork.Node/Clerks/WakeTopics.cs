namespace ContactNetwork.Node.Clerks;

/// <summary>What a loop or a stream waits for. Also the words sent between replicas.</summary>
internal static class WakeTopics
{
    /// <summary>Due work was added.</summary>
    public const string Due = "due";

    /// <summary>The board changed.</summary>
    public const string Board = "board";

    /// <summary>Alerts changed.</summary>
    public const string Alerts = "alerts";
}
