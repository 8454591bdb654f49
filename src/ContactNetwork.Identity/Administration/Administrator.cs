using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContactNetwork.Identity.Administration;

/// <summary>Runs an administration command against the store, prepared as the server would prepare it.</summary>
internal static class Administrator
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Adds <c>--json</c> to a command and runs it in a scope of the store's services.</summary>
    /// <remarks>What <c>run</c> throws as <see cref="AdministrationException"/> is a refusal, told without a trace.</remarks>
    public static Command Runs(this Command command, Option<string?> config, Streams streams, Func<Invocation, Task> run)
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await using var app = IdentityHost.Build(parsed.GetValue(config), builder =>
                {
                    builder.Logging.ClearProviders();
                    builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
                    builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
                });
                await app.PrepareAsync(cancellation);
                await using var scope = app.Services.CreateAsyncScope();
                await run(new Invocation(parsed, streams, scope.ServiceProvider, parsed.GetValue(json), cancellation));
                return CommandLine.Done;
            }
            catch (Exception e) when (IsExpected(e))
            {
                await streams.Errors.WriteLineAsync(Explain(e));
                return CommandLine.Failed;
            }
        });
        return command;
    }

    /// <summary>What an administrator can mend: settings, the store, the data folder, the request itself.</summary>
    public static bool IsExpected(Exception e) =>
        e is AdministrationException or OptionsValidationException or NpgsqlException or TimeoutException or CryptographicException
            or IOException or UnauthorizedAccessException or InvalidOperationException or FormatException;

    public static string Explain(Exception e) => e switch
    {
        OptionsValidationException options => "The settings are wrong:\n  " + string.Join("\n  ", options.Failures),
        NpgsqlException => "The store can't be used: " + e.Message,
        { InnerException: NpgsqlException inner } => "The store can't be used: " + inner.Message,
        _ => e.Message,
    };

    public static string ToJson(object value) => JsonSerializer.Serialize(value, Indented);
}

/// <summary>A command the administrator must change; the message says how.</summary>
internal sealed class AdministrationException(string message) : Exception(message);

/// <summary>One run of a command.</summary>
internal sealed record Invocation(ParseResult Parsed, Streams Streams, IServiceProvider Services, bool IsJson, CancellationToken Cancellation)
{
    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Prints the result: as JSON, or as lines for a person.</summary>
    public void Print(object result, IEnumerable<string> lines)
    {
        if (IsJson)
        {
            Streams.Output.WriteLine(Administrator.ToJson(result));
            return;
        }

        foreach (var line in lines)
            Streams.Output.WriteLine(line);
    }
}
