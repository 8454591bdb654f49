using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

/// <summary>What is begun at the same time leaves in one transaction, and nobody suffers from what another wrote.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private const int Many = 40;
    private const int Few = 5;

    private TestStore store = null!;
    private StoreHost node = null!;
    private NpgsqlConnection holder = null!;
    private NpgsqlTransaction? hold;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await TestStore.CreateAsync();
        node = await store.StartAsync();
        holder = new NpgsqlConnection(store.ConnectionString);
        await holder.OpenAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await holder.DisposeAsync();
        await node.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Requests_filed_at_the_same_time_share_one_transaction_and_each_is_stored_whole()
    {
        await node.FileAsync(Samples.Request());
        var first = await TakeWriterAsync();
        var others = FileMany(Many);
        await QueuedAsync(Many);
        await ReleaseAsync();
        var filed = await Task.WhenAll([first, .. others]);

        Assert.Equal(Many + 1, filed.Select(answer => answer.Row.Reference).Distinct().Count());
        Assert.Equal(3, await TransactionsAsync());
        foreach (var table in new[] { "board", "case_key", "request", "mt_events", "mt_streams" })
            Assert.Equal(Many + 2, await node.ScalarAsync<long>($"select count(*) from node.{table}"));
        Assert.Equal(Many + 2, await node.ScalarAsync<long>("select count(distinct stream) from node.due where kind = 'deliver'"));
    }

    [Fact]
    public async Task One_that_was_answered_before_gets_its_first_answer_and_spoils_nothing_for_those_written_with_it()
    {
        var known = Samples.Request();
        var answer = await node.FileAsync(known);
        var first = await TakeWriterAsync();
        var before = FileMany(Few);
        var repeated = node.FileAsync(known.Clone());
        var after = FileMany(Few);
        await QueuedAsync(1 + (2 * Few));
        await ReleaseAsync();
        var filed = await Task.WhenAll([first, .. before, .. after]);

        Assert.Equal(answer, await repeated);
        Assert.Equal(1 + (2 * Few), filed.Select(other => other.Row.Reference).Distinct().Count());
        Assert.Equal(2 + (2 * Few), await node.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(2 + (2 * Few), await node.ScalarAsync<long>("select count(*) from node.case_key"));
    }

    [Fact]
    public async Task Repetitions_at_the_same_time_never_share_a_transaction_and_have_one_answer()
    {
        var opening = Samples.Request();
        var first = await TakeWriterAsync(opening);
        var twin = Samples.Request();
        var twins = new List<Task<FilePreservationResponse>> { node.FileAsync(opening.Clone()), node.FileAsync(twin) };
        var others = FileMany(Few);
        twins.Add(node.FileAsync(twin.Clone()));
        await QueuedAsync(3 + Few);
        await ReleaseAsync();

        await Task.WhenAll(others);
        Assert.Equal(await first, await twins[0]);
        Assert.Equal(await twins[1], await twins[2]);
        Assert.Equal(2 + Few, await node.ScalarAsync<long>("select count(*) from node.board"));

        // The first of the twins and all the others went together: nobody had to be written apart.
        Assert.Equal(2, await TransactionsAsync());
    }

    [Fact]
    public async Task Who_goes_away_before_its_turn_is_not_written_and_takes_nothing_from_the_others()
    {
        var first = await TakeWriterAsync();
        using var caller = new CancellationTokenSource();
        var leaving = node.FileForAsync(Samples.Request(), caller.Token);
        var others = FileMany(Few);
        await QueuedAsync(1 + Few);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await QueuedAsync(Few);
        await ReleaseAsync();

        await Task.WhenAll([first, .. others]);
        Assert.Equal(1 + Few, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task A_connection_lost_within_a_group_is_told_to_each_and_a_repetition_stores_each_once()
    {
        var opening = Samples.Request();
        var first = await TakeWriterAsync(opening);
        var requests = Enumerable.Range(0, Few).Select(_ => Samples.Request()).ToList();
        var filed = requests.ConvertAll(request => node.FileAsync(request.Clone()));
        await QueuedAsync(Few);
        await EndBlockedAsync(await BlockedAsync());
        await AssertAwayAsync(first);
        Assert.Equal(0, node.Get<StoreContext>().Group.WaitingCount);
        await EndBlockedAsync(await BlockedAsync());
        foreach (var lost in filed)
            await AssertAwayAsync(lost);
        await ReleaseAsync();
        Assert.Equal(0, await node.ScalarAsync<long>("select count(*) from node.board"));

        await Task.WhenAll(requests.Append(opening).Select(request => node.FileAsync(request)).ToArray());
        Assert.Equal(1 + Few, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task One_that_waits_for_a_lock_is_told_so_and_those_written_with_it_are_stored()
    {
        await using var rival = new NpgsqlConnection(store.ConnectionString);
        await rival.OpenAsync(Cancellation);
        await using var claim = await rival.BeginTransactionAsync(Cancellation);
        var locked = Samples.Request();
        await ClaimAsync(rival, locked);
        var opening = Samples.Request();
        hold = await holder.BeginTransactionAsync(Cancellation);
        await ClaimAsync(holder, opening);
        var first = node.FileAsync(opening);
        await BlockedAsync();
        var before = FileMany(Few);
        var waiting = node.FileAsync(locked);
        var after = FileMany(Few);
        await QueuedAsync(1 + (2 * Few));
        await ReleaseAsync();

        await Task.WhenAll([first, .. before, .. after]);
        await AssertAwayAsync(waiting);
        Assert.Equal(1 + (2 * Few), await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task A_store_that_hangs_is_told_to_all_who_wait_at_once_and_not_one_by_one()
    {
        await LockAllAsync();
        var refusals = await Task.WhenAll(Enumerable.Range(0, Many)
            .Select(_ => Assert.ThrowsAsync<RefusalException>(() => node.FileAsync(Samples.Request())))
            .ToArray()).WaitAsync(Deadlines.OverSockets, Cancellation);

        Assert.All(refusals, refused => Assert.Equal(RefusalReasons.StoreUnavailable, refused.Refusal.Reason));
        await ReleaseAsync();
        await node.FileAsync(Samples.Request());
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task A_reference_number_that_was_given_before_costs_another_try_and_no_fault()
    {
        var first = await node.FileAsync(Samples.Request());
        await node.ExecuteAsync("select setval('node.reference_number', 1, false)");
        // Else the other process would notice that the sequence is behind, and leave numbers out.
        File.Delete(Path.Combine(store.DataFolder, "high-water", "reference-number.txt"));
        await using var other = await store.StartAsync();
        var filed = await other.FileAsync(Samples.Request());
        Assert.NotEqual(first.Row.Reference, filed.Row.Reference);
        Assert.Equal(2, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    /// <summary>Files one that takes the writer's place, and keeps it until <see cref="ReleaseAsync"/>.</summary>
    private async Task<Task<FilePreservationResponse>> TakeWriterAsync(FilePreservationRequest? request = null)
    {
        await LockAllAsync();
        var first = node.FileAsync(request ?? Samples.Request());
        await BlockedAsync();
        return first;
    }

    private async Task LockAllAsync()
    {
        hold = await holder.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(holder, "lock table node.request");
    }

    private Task ReleaseAsync() => hold!.RollbackAsync(Cancellation);

    private List<Task<FilePreservationResponse>> FileMany(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => node.FileAsync(Samples.Request()))];

    private Task QueuedAsync(int count) => Eventually.Async(
        () => node.Get<StoreContext>().Group.WaitingCount == count, Deadlines.InProcess, Cancellation);

    /// <summary>Waits until a session of this database waits for a lock; its process id.</summary>
    private async Task<int> BlockedAsync()
    {
        var found = 0;
        await Eventually.Async(
            async () => (found = await node.ScalarAsync<int>(
                "select coalesce(min(pid), 0) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) > 0,
            Deadlines.OverSockets,
            Cancellation);
        return found;
    }

    private Task EndBlockedAsync(int process) =>
        Eventually.Async(
            async () => !await node.ScalarAsync<bool>($"select pg_terminate_backend({process}, 100)"), Deadlines.OverSockets, Cancellation);

    private static async Task AssertAwayAsync(Task filing)
    {
        var refused = await Assert.ThrowsAsync<RefusalException>(() => filing);
        Assert.Equal(RefusalReasons.StoreUnavailable, refused.Refusal.Reason);
    }

    /// <summary>Holds the place of an act's first answer, as another replica does that is about to write it.</summary>
    private static Task ClaimAsync(NpgsqlConnection connection, FilePreservationRequest request)
    {
        var key = StoreHost.KeyOf(request);
        return ExecuteAsync(
            connection,
            $"insert into node.request (actor, method, request_id, digest, answer) values ('{key.Actor}', '{key.Method}', '{key.RequestId}', '', '')");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private Task<long> TransactionsAsync() => node.ScalarAsync<long>("select count(distinct changed::text) from node.board");
}
