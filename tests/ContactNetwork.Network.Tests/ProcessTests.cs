using System.Diagnostics;
using System.Globalization;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;

namespace ContactNetwork.Network.Tests;

public sealed class ProcessTests
{
    [Fact]
    public async Task A_process_can_be_frozen_continued_killed_and_started_again()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string log = Path.GetTempFileName();
        await using var process = new LabProcess(
            "ticker", log,
            () =>
            {
                var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetTempPath() };
                start.ArgumentList.Add("-c");
                start.ArgumentList.Add("while :; do echo tick; sleep 0.05; done");
                return start;
            },
            _ => Task.FromResult(new FileInfo(log).Length > 0),
            Deadlines.ProcessStart);

        await process.StartAsync(cancellation);
        int first = process.ProcessId;
        process.Freeze();
        Assert.True(process.IsRunning);
        await Eventually.Async(() => StateOf(first) == 'T', Deadlines.InProcess, cancellation);
        process.Continue();
        await Eventually.Async(() => StateOf(first) is 'S' or 'R', Deadlines.InProcess, cancellation);
        await process.KillAsync();
        Assert.False(process.IsRunning);
        await process.StartAsync(cancellation);
        Assert.NotEqual(first, process.ProcessId);
        await process.StopAsync();
        Assert.False(process.IsRunning);
        File.Delete(log);
    }

    [Fact]
    public async Task A_process_that_ends_at_its_start_is_told_with_the_end_of_its_log()
    {
        string log = Path.GetTempFileName();
        await using var process = new LabProcess(
            "failing", log,
            () =>
            {
                var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetTempPath() };
                start.ArgumentList.Add("-c");
                start.ArgumentList.Add("echo no such setting; exit 3");
                return start;
            },
            _ => Task.FromResult(false),
            Deadlines.ProcessStart);

        Lab.LabException failure = await Assert.ThrowsAsync<Lab.LabException>(() => process.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("no such setting", failure.Message, StringComparison.Ordinal);
        File.Delete(log);
    }

    [Fact]
    public async Task Children_die_with_the_lab_even_when_it_is_killed()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string marker = Path.Combine(Path.GetTempPath(), $"child-{Guid.NewGuid():N}");
        // The lab's wrapper, in a parent of its own that is then killed.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"setpriv --pdeathsig KILL -- sh -c 'echo $$ > {marker}; exec sleep 600' & wait");
        using Process parent = Process.Start(start)!;
        await Eventually.Async(() => File.Exists(marker) && File.ReadAllText(marker).Trim().Length > 0, Deadlines.InProcess, cancellation);
        int child = int.Parse(File.ReadAllText(marker).Trim(), CultureInfo.InvariantCulture);
        Assert.NotNull(StateOf(child));

        parent.Kill();

        await Eventually.Async(() => StateOf(child) is null or 'Z', Deadlines.InProcess, cancellation);
        File.Delete(marker);
    }

    private static char? StateOf(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
