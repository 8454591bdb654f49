using System.Diagnostics;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Commits sessions that only begin streams. They wait for nothing that others hold, so what several of them write at the
/// same time leaves in one transaction: one round trip, one statement a table and one flush to disk for all. A session that
/// comes while nobody writes is written at once; it never waits for company.
/// </summary>
internal sealed class GroupCommit(NpgsqlDataSource source)
{
    /// <summary>How many sessions one transaction holds at most.</summary>
    public const int SessionsMax = 64;

    /// <summary>
    /// How many such transactions run at the same time. One gathers the most: while it is on its way to the disk, all who
    /// come meanwhile are the next.
    /// </summary>
    public const int WritersMax = 1;

    /// <summary>How many sessions wait at most; more are written each by itself, and wait for a connection of the pool.</summary>
    public const int WaitingMax = 1_024;

    private readonly Lock gate = new();
    private readonly Queue<Member> waiting = [];
    private int writers;

    /// <summary>
    /// Writes and commits. It takes no cancellation: each transaction is bounded by <see cref="Shell.TransactionMax"/>, and
    /// a caller that went away takes nothing from the others. Throws what its own writes cause, never what another's do; and
    /// that the store is too slow, also where its turn did not come within that time: then nothing was written.
    /// </summary>
    public async Task CommitAsync(WriteBatch writes)
    {
        var member = new Member(writes);
        switch (Enter(member))
        {
            case Place.Writer:
                await WriteAsync([member]);
                Leave();
                break;
            case Place.Alone:
                await WriteAsync([member]);
                break;
            case Place.Waiting:
                break;
        }

        await member.Done.Task;
    }

    private Place Enter(Member member)
    {
        lock (gate)
        {
            if (writers < WritersMax)
            {
                writers++;
                return Place.Writer;
            }

            if (waiting.Count == WaitingMax)
                return Place.Alone;
            waiting.Enqueue(member);
            return Place.Waiting;
        }
    }

    /// <summary>
    /// Leaves the writer's place to those who wait. The caller has its answer and goes; they are written on a flow of their
    /// own, which ends with the last of them and tells each its outcome.
    /// </summary>
    private void Leave()
    {
        if (Next() is not { } members)
            return;
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => WriteAllAsync(members));
    }

    private async Task WriteAllAsync(List<Member>? members)
    {
        for (; members is not null; members = Next())
            await WriteAsync(members);
    }

    /// <summary>Those who are written next; gives the place up where there are none.</summary>
    private List<Member>? Next()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                writers--;
                return null;
            }

            var members = new List<Member>(Math.Min(waiting.Count, SessionsMax));
            while (members.Count < SessionsMax && waiting.TryDequeue(out var member))
            {
                if (Stopwatch.GetElapsedTime(member.Since) < Shell.TransactionMax)
                    members.Add(member);
                else
                    member.Done.SetException(Shell.TooSlow());
            }

            return members;
        }
    }

    /// <summary>
    /// Writes together. Where the store refused the whole for what one of them wrote, nothing of it happened, and each is
    /// written by itself. Where the store was too slow, or the connection broke, each is told so: one by one they would wait
    /// for the same again. Never throws.
    /// </summary>
    private async Task WriteAsync(List<Member> members)
    {
        if (members.Count == 0)
            return;
        try
        {
            await WriteAsync(WriteBatch.Together(members.Select(member => member.Writes)));
            members.ForEach(member => member.Done.SetResult());
        }
        catch (PostgresException fault) when (members.Count > 1 && fault.InvariantSeverity == "ERROR" && !StoreFaults.IsStoreAway(fault))
        {
            foreach (var member in members)
                await WriteAsync([member]);
        }
        catch (Exception fault)
        {
            members.ForEach(member => member.Done.SetException(fault));
        }
    }

    private async Task WriteAsync(WriteBatch writes)
    {
        using var limit = new CancellationTokenSource(Shell.TransactionMax);
        try
        {
            await using var connection = await source.OpenConnectionAsync(limit.Token);
            await using var transaction = await connection.BeginTransactionAsync(limit.Token);
            await writes.CommitAsync(transaction, limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw Shell.TooSlow();
        }
    }

    private enum Place
    {
        Writer,
        Waiting,
        Alone,
    }

    private sealed record Member(WriteBatch Writes)
    {
        public long Since { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
