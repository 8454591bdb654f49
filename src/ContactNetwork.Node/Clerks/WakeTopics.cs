namespace ContactNetwork.Node.Clerks;

/// <summary>What a loop or a stream waits for. Also the words sent between replicas.</summary>
internal static class WakeTopics
{
    /// <summary>Due work of any kind may be there.</summary>
    public const string Due = "due";

    /// <summary>Due work of one kind was added whose time has come.</summary>
    public static string DueOf(string kind) => $"due/{kind}";

    /// <summary>The board changed.</summary>
    public const string Board = "board";

    /// <summary>What people decide about peers changed.</summary>
    public const string Peers = "peers";

    /// <summary>Sheets of the directory changed.</summary>
    public const string Directory = "directory";

    /// <summary>Alerts changed.</summary>
    public const string Alerts = "alerts";
}
