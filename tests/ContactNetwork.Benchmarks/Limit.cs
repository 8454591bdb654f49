namespace ContactNetwork.Benchmarks;

/// <summary>The bound of the whole run: half an hour, or until somebody presses Ctrl-C.</summary>
internal static class Limit
{
    private static readonly CancellationTokenSource Source = new(TimeSpan.FromMinutes(30));

    /// <summary>Ends the run.</summary>
    public static CancellationToken Token => Source.Token;

    /// <summary>Lets Ctrl-C end the run in order.</summary>
    public static void EndOnCtrlC() => Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        Source.Cancel();
    };
}
