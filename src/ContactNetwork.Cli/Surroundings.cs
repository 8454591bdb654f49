namespace ContactNetwork.Cli;

/// <summary>Everything outside that a command touches, so that tests can stand in for it.</summary>
/// <param name="Output">Where results go.</param>
/// <param name="Error">Where errors and notices go.</param>
/// <param name="Input">Where a request file named <c>-</c> is read.</param>
/// <param name="Time">The clock.</param>
/// <param name="Zone">The zone that times are shown in.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="HomeFolder">The person's home.</param>
/// <param name="Width">The columns of the screen.</param>
/// <param name="IsColored">Says whether the output takes colors.</param>
internal sealed record Surroundings(
    TextWriter Output,
    TextWriter Error,
    TextReader Input,
    TimeProvider Time,
    TimeZoneInfo Zone,
    Func<string, string?> Variable,
    string HomeFolder,
    int Width,
    bool IsColored)
{
    /// <summary>Asks for a passphrase without showing what is typed; null where nobody can be asked.</summary>
    public Func<string, string?> AskSecret { get; init; } = _ => null;

    private const int WidthWhenUnknown = 100;
    private const int WidthMin = 60;
    private const int WidthMax = 140;

    public static Surroundings OfProcess()
    {
        bool isColored = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        return new Surroundings(
            Console.Out, Console.Error, Console.In, TimeProvider.System, TimeZoneInfo.Local,
            Environment.GetEnvironmentVariable,
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            WidthOfScreen(),
            isColored || Environment.GetEnvironmentVariable("CLICOLOR_FORCE") is "1")
        {
            AskSecret = SecretPrompt.Ask,
        };
    }

    private static int WidthOfScreen()
    {
        if (Console.IsOutputRedirected) return WidthWhenUnknown;
        try
        {
            return Math.Clamp(Console.WindowWidth, WidthMin, WidthMax);
        }
        catch (IOException)
        {
            return WidthWhenUnknown;
        }
    }
}
