using System.Collections.Concurrent;
using System.Diagnostics;

namespace ContactNetwork.Lab.Processes;

/// <summary>
/// Starts child processes that the kernel kills when this process ends, however it ends. The kernel ties that promise
/// to the thread that started the child, so all children are started by one thread that lives as long as the process.
/// </summary>
internal static class Spawner
{
    private const string Wrapper = "setpriv";
    private static readonly BlockingCollection<Action> Work = [];
    private static readonly Lazy<Thread> Worker = new(() =>
    {
        var thread = new Thread(() =>
        {
            foreach (Action action in Work.GetConsumingEnumerable()) action();
        })
        { IsBackground = true, Name = "spawner" };
        thread.Start();
        return thread;
    });

    /// <summary>Starts a child.</summary>
    /// <exception cref="LabException">It can't be started.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        _ = Worker.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        ProcessStartInfo wrapped = Wrap(start);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(wrapped) ?? throw new LabException($"{start.FileName} did not start."));
            }
            catch (Exception failure)
            {
                started.SetException(new LabException($"{start.FileName} can't be started: {failure.Message}", failure));
            }
        });
        return started.Task;
    }

    private static ProcessStartInfo Wrap(ProcessStartInfo start)
    {
        if (!OperatingSystem.IsLinux()) return start;
        string[] command = ["--pdeathsig", "KILL", "--", start.FileName, .. start.ArgumentList];
        start.ArgumentList.Clear();
        foreach (string argument in command) start.ArgumentList.Add(argument);
        start.FileName = Wrapper;
        return start;
    }
}
