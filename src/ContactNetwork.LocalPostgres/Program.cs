using System.Runtime.InteropServices;
using ContactNetwork.LocalPostgres;

const string Usage = """
    Starts a private PostgreSQL and keeps it running until Ctrl-C.

      run --data DIR [--port N] [--no-fsync]   keeps the data in DIR; prints the connection string when ready
      where                                    prints the folder of the PostgreSQL programs that would be used
    """;
const int FailedExitCode = 1;
const int UsageExitCode = 2;

using CancellationTokenSource asked = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);

try
{
    return args switch
    {
        ["run", .. var options] when Parse(options) is { } parsed => await RunAsync(parsed),
        ["where"] => await WhereAsync(),
        _ => Explain(),
    };
}
catch (PostgresUnavailableException unavailable)
{
    await Console.Error.WriteLineAsync(unavailable.Message);
    return FailedExitCode;
}
catch (OperationCanceledException) when (asked.IsCancellationRequested)
{
    return 0;
}

async Task<int> RunAsync(PostgresOptions options)
{
    await using PrivatePostgres postgres = await PrivatePostgres.StartAsync(options, asked.Token);
    await Console.Out.WriteLineAsync(postgres.ConnectionString);
    await postgres.Ended.WaitAsync(asked.Token);
    await Console.Error.WriteLineAsync($"The server ended by itself; see {postgres.LogFile}.");
    return FailedExitCode;
}

async Task<int> WhereAsync()
{
    ServerUser user = await ServerUser.ChooseAsync(asked.Token);
    PostgresBinaries found = await PostgresBinaries.FindAsync(named: null, major: null, user, asked.Token);
    await Console.Out.WriteLineAsync(found.Folder);
    return 0;
}

static PostgresOptions? Parse(ReadOnlySpan<string> options)
{
    PostgresOptions parsed = new();
    while (options.Length > 0)
    {
        switch (options)
        {
            case ["--data", var folder, .. var rest]:
                parsed = parsed with { DataFolder = folder };
                options = rest;
                break;
            case ["--port", var text, .. var rest] when ushort.TryParse(text, out ushort port):
                parsed = parsed with { Port = port };
                options = rest;
                break;
            case ["--no-fsync", .. var rest]:
                parsed = parsed with { Durable = false };
                options = rest;
                break;
            default:
                return null;
        }
    }

    return parsed.DataFolder is null ? null : parsed;
}

static int Explain()
{
    Console.Error.WriteLine(Usage);
    return UsageExitCode;
}

void Ask(PosixSignalContext signal)
{
    signal.Cancel = true;
    asked.Cancel();
}
