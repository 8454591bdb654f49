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

    /// <summary>
    /// How many sessions of a refused group may each wait in vain for a lock. After so many it is no longer one session's
    /// own, and the rest is told the same.
    /// </summary>
    public const int LockedMax = 4;

    /// <summary>How long several together wait for a lock: short enough that each can still be written by itself in its time.</summary>
    private static readonly TimeSpan GroupLockWait = TimeSpan.FromSeconds(2);

    /// <summary>How long one of a refused group waits for a lock: the others wait behind it.</summary>
    private static readonly TimeSpan OneLockWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly LinkedList<Member> waiting = [];
    private int writers;

    /// <summary>How many wait for their turn now.</summary>
    public int WaitingCount
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>
    /// Writes and commits. Who is cancelled while waiting is not written; once it is being written, the outcome is awaited,
    /// which <see cref="Shell.TransactionMax"/> bounds. Throws what its own writes cause, never what another's do; and that the store
    /// is away or too slow, also where its turn did not come within that time: then nothing was written.
    /// </summary>
    public async Task CommitAsync(WriteBatch writes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
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
                await using (cancellation.Register(() => Abandon(member)))
                    await member.Done.Task;
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
            member.Queued = waiting.AddLast(member);
            return Place.Waiting;
        }
    }

    /// <summary>Its caller went away. What is being written is left to its outcome.</summary>
    private void Abandon(Member member)
    {
        lock (gate)
        {
            member.IsAbandoned = true;
            if (member.IsBeingWritten)
                return;
            if (member.Queued is { List: not null } queued)
                waiting.Remove(queued);
        }

        member.Done.TrySetCanceled();
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

    /// <summary>
    /// Those who are written next; gives the place up where there are none. Who repeats an act of the same group would have
    /// all of it refused: it keeps its place in the line and is written by itself.
    /// </summary>
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
            var acts = new HashSet<ActName>();
            for (var node = waiting.First; node is not null && members.Count < SessionsMax;)
            {
                var (member, next) = (node.Value, node.Next);
                var isFirst = members.Count == 0;
                if (IsTooLate(member))
                    waiting.Remove(node);
                else if ((member.IsRepeated && !isFirst) || (member.Writes.Act is { } act && !acts.Add(act)))
                    member.IsRepeated = true;
                else
                {
                    waiting.Remove(node);
                    member.IsBeingWritten = true;
                    members.Add(member);
                    if (member.IsRepeated)
                        break;
                }

                node = next;
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
            await WriteAsync(
                WriteBatch.Together(members.Select(member => member.Writes)), members.Count > 1 ? GroupLockWait : null);
            members.ForEach(member => member.Done.SetResult());
        }
        catch (PostgresException fault) when (members.Count > 1 && IsOfOne(fault))
        {
            await WriteEachAsync(members);
        }
        catch (Exception fault)
        {
            members.ForEach(member => member.Done.SetException(fault));
        }
    }

    /// <summary>
    /// One by one. It ends within the members' time: who is too late, or went away, is left out; what holds up all is told to
    /// all who are left.
    /// </summary>
    private async Task WriteEachAsync(List<Member> members)
    {
        lock (gate)
            members.ForEach(member => member.IsBeingWritten = false);
        Exception? ofAll = null;
        var locked = 0;
        foreach (var member in members.Where(TryBegin))
        {
            if (ofAll is not null)
            {
                member.Done.SetException(ofAll);
                continue;
            }

            try
            {
                await WriteAsync(member.Writes, OneLockWait);
                member.Done.SetResult();
            }
            catch (Exception fault)
            {
                member.Done.SetException(fault);
                var isItsOwn = fault is PostgresException refused && IsOfOne(refused) && (!IsLocked(refused) || ++locked < LockedMax);
                ofAll = isItsOwn ? null : fault;
            }
        }
    }

    private bool TryBegin(Member member)
    {
        lock (gate)
        {
            if (member.IsAbandoned)
                member.Done.TrySetCanceled();
            else if (!IsTooLate(member))
                member.IsBeingWritten = true;
            return member.IsBeingWritten;
        }
    }

    private static bool IsTooLate(Member member) =>
        Stopwatch.GetElapsedTime(member.Since) >= Shell.TransactionMax && member.Done.TrySetException(Shell.TooSlow());

    /// <summary>Whether the server refused what one of several wrote, or what one of them had to wait for, and is well itself.</summary>
    private static bool IsOfOne(PostgresException fault) =>
        fault.InvariantSeverity == "ERROR" && (IsLocked(fault) || !StoreFaults.IsStoreAway(fault));

    private static bool IsLocked(PostgresException fault) => fault.SqlState == PostgresErrorCodes.LockNotAvailable;

    private async Task WriteAsync(WriteBatch writes, TimeSpan? lockWait)
    {
        using var limit = new CancellationTokenSource(Shell.TransactionMax);
        try
        {
            await using var connection = await source.OpenConnectionAsync(limit.Token);
            await using var transaction = await connection.BeginTransactionAsync(limit.Token);
            await writes.CommitAsync(transaction, lockWait, limit.Token);
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

    /// <summary>A session; all that changes is guarded by the gate.</summary>
    private sealed class Member(WriteBatch writes)
    {
        public WriteBatch Writes { get; } = writes;

        public long Since { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Member>? Queued { get; set; }

        public bool IsBeingWritten { get; set; }

        public bool IsAbandoned { get; set; }

        /// <summary>Another of the same act was written before it.</summary>
        public bool IsRepeated { get; set; }
    }
}
