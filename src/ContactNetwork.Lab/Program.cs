using System.Runtime.InteropServices;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Compose;
using ContactNetwork.Lab.Stories;
using Spectre.Console;

const string Usage = """
    Starts a small network of two countries on this machine, tells the story of one preservation request, and lets a
    third country join.

      --exit         end after the story; the status says whether all of it came true
      --folder DIR   keep everything in DIR (default: .local/lab in the clone)
      --request FILE the request to file (default: samples/preservation.yaml)

      compose DIR    instead, makes the keys and passwords that docker-compose.yml mounts
    """;
const int Failed = 1;
const int NotUnderstood = 2;

if (args is ["compose", var composeFolder])
{
    try
    {
        ComposeFolder.Make(Path.GetFullPath(composeFolder), TimeProvider.System.GetUtcNow());
        return 0;
    }
    catch (LabException failure)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        return Failed;
    }
}

if (DemoOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Usage);
    return NotUnderstood;
}

using CancellationTokenSource asked = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);
var page = new Page(AnsiConsole.Console, TimeProvider.System);
try
{
    await Demo.RunAsync(options, page, asked.Token);
    return 0;
}
catch (LabException failure)
{
    page.Failure(failure.Message);
    return Failed;
}
catch (OperationCanceledException) when (asked.IsCancellationRequested)
{
    page.Line();
    page.Line("[grey]Stopped; nothing is left running. Starting again goes on with the same data.[/]");
    // Asked to end while staying up is the good end; during the story it is not.
    return page.IsStoryTold ? 0 : Failed;
}

void Ask(PosixSignalContext signal)
{
    signal.Cancel = true;
    asked.Cancel();
}
