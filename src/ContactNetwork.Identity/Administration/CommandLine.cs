using System.CommandLine;

namespace ContactNetwork.Identity.Administration;

/// <summary>
/// The program's commands. Without one it serves. Results go to standard output, everything else to standard error.
/// Exit codes: 0 done, 1 refused or failed, 2 not understood.
/// </summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int NotUnderstood = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var config = new Option<string?>("--config") { Description = "JSON file with the settings; environment variables win over it.", Recursive = true };
        var root = new RootCommand("OpenID provider for the people of a national node. Without a command it serves until stopped.")
        {
            config,
            UserCommands.Create(config),
            ClientCommands.Create(config),
            KeyCommands.Create(config),
        };
        root.SetAction((parsed, cancellation) => ServeAsync(parsed.GetValue(config), cancellation));

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("See: ContactNetwork.Identity --help");
            return NotUnderstood;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static async Task<int> ServeAsync(string? config, CancellationToken cancellation)
    {
        try
        {
            await using var app = IdentityHost.Build(config);
            await app.PrepareAsync(cancellation);
            await app.ServeAsync(cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Done;
        }
        catch (Exception e) when (Administrator.IsExpected(e))
        {
            await Console.Error.WriteLineAsync(Administrator.Explain(e));
            return Failed;
        }
    }
}
