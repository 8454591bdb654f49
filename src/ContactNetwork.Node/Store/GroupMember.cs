using System.Diagnostics;

namespace ContactNetwork.Node.Store;

/// <summary>A session that waits to be written with others: it is being written, or may still leave; never both.</summary>
internal sealed class GroupMember(WriteBatch writes, RequestKey? act, CancellationToken cancellation)
{
    private readonly Lock gate = new();
    private readonly long since = Stopwatch.GetTimestamp();
    private bool isBeingWritten;

    public WriteBatch Writes => writes;

    public RequestKey? Act => act;

    /// <summary>The same act is written before this one.</summary>
    public bool IsRepetition { get; set; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on it can't leave. False where it has left, or its time was up: it is told so.</summary>
    public bool TryBegin()
    {
        lock (gate)
        {
            if (cancellation.IsCancellationRequested)
                Done.TrySetCanceled(cancellation);
            else if (Stopwatch.GetElapsedTime(since) >= Shell.TransactionMax)
                Done.TrySetException(Shell.TooSlow());
            return isBeingWritten = !Done.Task.IsCompleted;
        }
    }

    /// <summary>Nothing of it was written; it may leave again.</summary>
    public void StepBack()
    {
        lock (gate)
            isBeingWritten = false;
    }

    /// <summary>Leaves, unless it is being written.</summary>
    public bool TryAbandon()
    {
        lock (gate)
            return !isBeingWritten && Done.TrySetCanceled(cancellation);
    }

    public void Succeed() => Done.TrySetResult();

    public void Fail(Exception fault) => Done.TrySetException(fault);
}
