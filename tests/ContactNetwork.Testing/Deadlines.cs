namespace ContactNetwork.Testing;

/// <summary>
/// How long tests wait for a fact before they fail. They are limits, not pauses: a wait ends as soon as the fact is
/// true, so they are generous enough for a small machine under load.
/// </summary>
public static class Deadlines
{
    /// <summary>For what this process does by itself: 10 s.</summary>
    public static readonly TimeSpan InProcess = TimeSpan.FromSeconds(10);

    /// <summary>For what needs the database, a socket or another node: 30 s.</summary>
    public static readonly TimeSpan OverSockets = TimeSpan.FromSeconds(30);

    /// <summary>For a process to start or to recover, with its schema: 60 s.</summary>
    public static readonly TimeSpan ProcessStart = TimeSpan.FromSeconds(60);
}
