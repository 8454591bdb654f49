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

    /// <summary>How long several together wait for a lock: it may be that of one of them, and the others need time after it.</summary>
    public static readonly TimeSpan LockTogetherMax = TimeSpan.FromSeconds(2);

    /// <summary>How long each waits for a lock where the whole waited too long.</summary>
    public static readonly TimeSpan LockApartMax = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LinkedList<GroupMember> waiting = [];
    private HashSet<RequestKey> latest = new(RequestKey.ByIdentity);
    private int writers;

    /// <summary>How many wait for their turn.</summary>
    public int WaitingCount
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>
    /// Writes and commits. A caller that goes away leaves as long as nothing of it is on its way to the store; from then on
    /// its outcome is waited for, which <see cref="Shell.TransactionMax"/> bounds. Throws what its own writes cause, never
    /// what another's do; and that the store is too slow, also where its turn did not come within that time: then nothing
    /// was written.
    /// </summary>
    /// <param name="writes">What to write.</param>
    /// <param name="act">The act, by which repetitions are kept apart; null where it has no key.</param>
    /// <param name="cancellation">The caller's.</param>
    public async Task CommitAsync(WriteBatch writes, RequestKey? act, CancellationToken cancellation)
    {
        var member = new GroupMember(writes, act, cancellation);
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
                await using (cancellation.UnsafeRegister(_ => Abandon(member), null))
                    await member.Done.Task;
                break;
        }

        await member.Done.Task;
    }

    private Place Enter(GroupMember member)
    {
        lock (gate)
        {
            if (writers < WritersMax)
            {
                writers++;
                latest = Acts([member]);
                return Place.Writer;
            }

            if (waiting.Count == WaitingMax)
                return Place.Alone;
            waiting.AddLast(member);
            return Place.Waiting;
        }
    }

    private void Abandon(GroupMember member)
    {
        if (!member.TryAbandon())
            return;
        lock (gate)
            waiting.Remove(member);
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

    private async Task WriteAllAsync(List<GroupMember>? members)
    {
        for (; members is not null; members = Next())
            await WriteAsync(members);
    }

    /// <summary>
    /// Those who are written next; gives the place up where there are none. An act that is being repeated would make the
    /// store refuse those who are written with it: it comes after its first, and by itself.
    /// </summary>
    private List<GroupMember>? Next()
    {
        lock (gate)
        {
            var members = new List<GroupMember>(Math.Min(waiting.Count, SessionsMax));
            for (var node = waiting.First; node is not null && members.Count < SessionsMax;)
            {
                var (member, next) = (node.Value, node.Next);
                member.IsRepetition |= member.Act is { } act && !latest.Add(act);
                if (!member.IsRepetition || members.Count == 0)
                {
                    members.Add(member);
                    waiting.Remove(node);
                }

                node = members is [{ IsRepetition: true }] ? null : next;
            }

            latest = Acts(members);
            if (members.Count > 0)
                return members;
            writers--;
            return null;
        }
    }

    /// <summary>
    /// Writes together. Where the store refused the whole for what one of them wrote, or waited too long for a lock of one,
    /// nothing of it happened, and each is written by itself. Where the store was too slow, or the connection broke, each is
    /// told so: one by one they would wait for the same again. Never throws.
    /// </summary>
    private async Task WriteAsync(List<GroupMember> all)
    {
        var members = all.FindAll(member => member.TryBegin());
        if (members.Count == 0)
            return;
        try
        {
            await WriteAsync(members.Count == 1
                ? members[0].Writes
                : WriteBatch.Together([WaitingForLocks(LockTogetherMax), .. members.Select(member => member.Writes)]));
            members.ForEach(member => member.Succeed());
        }
        catch (PostgresException fault) when (members.Count > 1 && StoreFaults.IsOfOne(fault))
        {
            members.ForEach(member => member.StepBack());
            await WriteApartAsync(members);
        }
        catch (Exception fault)
        {
            members.ForEach(member => member.Fail(fault));
        }
    }

    /// <summary>
    /// Writes each by itself, those only whose time is not up. Once a fault is not that of one alone, the rest gets it too:
    /// the writer's place must not be kept while the store is away.
    /// </summary>
    private async Task WriteApartAsync(List<GroupMember> members)
    {
        Exception? ofAll = null;
        foreach (var member in members)
        {
            if (ofAll is not null)
                member.Fail(ofAll);
            if (!member.TryBegin())
                continue;
            try
            {
                await WriteAsync(WriteBatch.Together([WaitingForLocks(LockApartMax), member.Writes]));
                member.Succeed();
            }
            catch (Exception fault)
            {
                member.Fail(fault);
                ofAll = fault is PostgresException own && StoreFaults.IsOfOne(own) ? null : fault;
            }
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

    private static WriteBatch WaitingForLocks(TimeSpan max)
    {
        var batch = new WriteBatch();
        batch.Add(FormattableString.Invariant($"set local lock_timeout = {max.TotalMilliseconds}"), []);
        return batch;
    }

    private static HashSet<RequestKey> Acts(IEnumerable<GroupMember> members) =>
        members.Select(member => member.Act).OfType<RequestKey>().ToHashSet(RequestKey.ByIdentity);

    private enum Place
    {
        Writer,
        Waiting,
        Alone,
    }
}
