using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

public sealed class LeaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_is_held_by_one_replica_and_taken_at_once_when_given_back()
    {
        await using var store = await TestStore.CreateAsync();
        await using var one = await store.StartAsync();
        await using var two = await store.StartAsync();

        var held = await TakeAsync(one);
        Assert.Null(await two.Get<Leases>().TryTakeAsync("test", Cancellation));
        await one.Get<Leases>().GiveBackAsync(held, Cancellation);

        var next = await two.Get<Leases>().TryTakeAsync("test", Cancellation);
        Assert.NotNull(next);
        Assert.Equal(held.Epoch + 1, next.Epoch);
        Assert.False(held.IsHeld);
    }

    [Fact]
    public async Task A_replica_whose_session_ended_loses_its_leases_at_once_and_its_outcomes_are_refused()
    {
        await using var store = await TestStore.CreateAsync();
        await using var one = await store.StartAsync();
        await using var two = await store.StartAsync();
        var held = await TakeAsync(one);

        var ended = System.Diagnostics.Stopwatch.GetTimestamp();
        await two.ExecuteAsync($"select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and ((classid::bigint << 32) | objid::bigint) = {one.Get<Presence>().Key}");
        Lease? taken = null;
        await Eventually.Async(
            async () => (taken = await two.Get<Leases>().TryTakeAsync("test", Cancellation)) is not null, TimeSpan.FromSeconds(2), Cancellation);

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(ended) < TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<LeaseLostException>(() => one.Get<Shell>().RunAsync(
            (session, _) =>
            {
                session.Guard(held);
                return Task.CompletedTask;
            },
            Cancellation));
        await two.Get<Shell>().RunAsync(
            (session, _) =>
            {
                session.Guard(taken!);
                return Task.CompletedTask;
            },
            Cancellation);
        await Eventually.Async(() => !held.IsHeld, Deadlines.InProcess, Cancellation);
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_ends_by_the_database_clock_and_before_that_by_its_holders()
    {
        await using var store = await TestStore.CreateAsync();
        await using var one = await store.StartAsync();
        await using var two = await store.StartAsync();
        var frozen = new Lease("test", 1, System.Diagnostics.Stopwatch.GetTimestamp());
        // As a frozen replica leaves it: its lock is held, and nobody renews.
        await one.ExecuteAsync($"insert into node.leases values ('test', '{Guid.NewGuid()}', {one.Get<Presence>().Key}, 1, clock_timestamp() + interval '5 seconds')");

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await Eventually.Async(
            async () => await two.Get<Leases>().TryTakeAsync("test", Cancellation) is not null, TimeSpan.FromSeconds(10), Cancellation);

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(3));
        Assert.False(frozen.IsHeld);
    }

    [Fact]
    public async Task A_replica_that_ends_gives_back_what_a_clerk_asked_for_at_the_very_end()
    {
        await using var store = await TestStore.CreateAsync();
        await using var one = await store.StartAsync();
        await using var two = await store.StartAsync();
        var leases = one.Get<Leases>();
        await leases.GiveBackAsync(await TakeAsync(one), Cancellation);

        // Whoever asks waits for a row that another transaction holds; then it gives up, and the process ends.
        Task<Lease?> asked;
        await using (var connection = await two.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var hold = new NpgsqlCommand("select 1 from node.leases where name = 'test' for update", connection, transaction);
            await hold.ExecuteNonQueryAsync(Cancellation);
            using var clerk = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            asked = leases.TryTakeAsync("test", clerk.Token);
            await Eventually.Async(
                async () => await two.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0,
                Deadlines.InProcess,
                Cancellation);
            await clerk.CancelAsync();
            await leases.StopAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Null(await asked);
        Assert.Equal(0, await two.ScalarAsync<long>(InForceOf(one)));
        Assert.NotNull(await two.Get<Leases>().TryTakeAsync("test", Cancellation));
    }

    [Fact]
    public async Task A_replica_that_ends_gives_back_what_was_given_back_only_here_and_takes_nothing_more()
    {
        await using var store = await TestStore.CreateAsync();
        await using var one = await store.StartAsync();
        await using var two = await store.StartAsync();
        var leases = one.Get<Leases>();
        var lease = await TakeAsync(one);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leases.GiveBackAsync(lease, new CancellationToken(canceled: true)));
        Assert.NotEqual(0, await two.ScalarAsync<long>(InForceOf(one)));

        // The time for an ending is over, as when calls took all of it.
        await leases.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(0, await two.ScalarAsync<long>(InForceOf(one)));
        Assert.Null(await leases.TryTakeAsync("another", Cancellation));
    }

    private static string InForceOf(StoreHost node) =>
        $"select count(*) from node.leases where end_time > clock_timestamp() and owner = '{node.Get<Presence>().Owner}'";

    private static async Task<Lease> TakeAsync(StoreHost node)
    {
        Lease? lease = null;
        await Eventually.Async(
            async () => (lease = await node.Get<Leases>().TryTakeAsync("test", Cancellation)) is not null, Deadlines.InProcess, Cancellation);
        return lease!;
    }
}
