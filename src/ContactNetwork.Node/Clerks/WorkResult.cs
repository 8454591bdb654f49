namespace ContactNetwork.Node.Clerks;

/// <summary>What became of a try at one row of due work.</summary>
internal abstract record WorkResult
{
    private WorkResult()
    {
    }

    /// <summary>The stream no longer owes it; the shell has taken the row away with the event that says so.</summary>
    public sealed record Finished : WorkResult;

    /// <summary>It did not work now and is tried again.</summary>
    /// <param name="Error">A code for people, at most 63 characters.</param>
    /// <param name="After">How long to wait.</param>
    public sealed record Again(string Error, TimeSpan After) : WorkResult;

    /// <summary>It will not work without a person; it is kept and shown, and not tried again by itself.</summary>
    /// <param name="Error">A code for people, at most 63 characters.</param>
    public sealed record Park(string Error) : WorkResult;

    /// <summary>The stream no longer owes it.</summary>
    public static WorkResult Done { get; } = new Finished();
}
