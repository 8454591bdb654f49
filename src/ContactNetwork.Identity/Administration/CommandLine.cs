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

    public static async Task<int> RunAsync(string[] args, Streams streams)
    {
        var config = new Option<string?>("--config") { Description = "JSON file with the settings; environment variables win over it.", Recursive = true };
        var root = new RootCommand("OpenID provider for the people of a national node. Without a command it serves until stopped.")
        {
            config,
            UserCommands.Create(config, streams),
            ClientCommands.Create(config, streams),
            KeyCommands.Create(config, streams),
        };
        root.SetAction((parsed, cancellation) => ServeAsync(parsed.GetValue(config), streams, cancellation));

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await streams.Errors.WriteLineAsync(error.Message);
            await streams.Errors.WriteLineAsync("See: ContactNetwork.Identity --help");
            return NotUnderstood;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = streams.Output, Error = streams.Errors });
    }

    private static async Task<int> ServeAsync(string? config, Streams streams, CancellationToken cancellation)
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
            await streams.Errors.WriteLineAsync(Administrator.Explain(e));
            return Failed;
        }
    }
}

/// <summary>What a command reads and writes.</summary>
internal sealed record Streams(TextReader Input, TextWriter Output, TextWriter Errors);
