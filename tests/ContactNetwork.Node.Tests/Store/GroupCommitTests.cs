using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

/// <summary>What is begun at the same time leaves in one transaction, and nobody suffers from what another wrote.</summary>
public sealed class GroupCommitTests
{
    private const int Many = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_filed_while_another_is_written_share_one_transaction_and_each_is_stored_whole()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var hold = await HeldWriter.TakeAsync(store, node);

        var filings = await hold.QueueAsync(Requests(Many));
        await hold.ReleaseAsync();
        var filed = await Task.WhenAll(filings);

        Assert.Equal(Many, filed.Select(answer => answer.Row.Reference).Distinct().Count());
        Assert.Equal(2, await TransactionsAsync(node));
        foreach (var table in new[] { "board", "case_key", "request", "mt_events", "mt_streams" })
            Assert.Equal(Many + 1, await node.ScalarAsync<long>($"select count(*) from node.{table}"));
        Assert.Equal(Many + 1, await node.ScalarAsync<long>("select count(distinct stream) from node.due where kind = 'deliver'"));
    }

    [Fact]
    public async Task One_that_was_answered_before_spoils_nothing_for_those_written_with_it()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var known = Samples.Request();
        var first = await node.FileAsync(known);
        await using var hold = await HeldWriter.TakeAsync(store, node);

        var before = await hold.QueueAsync(Requests(Many / 2));
        var repeated = await hold.QueueAsync([known.Clone()]);
        var after = await hold.QueueAsync(Requests(Many / 2));
        await hold.ReleaseAsync();
        var filed = await Task.WhenAll([.. before, .. after]);

        Assert.Equal(first, await repeated[0]);
        Assert.Equal(Many, filed.Select(answer => answer.Row.Reference).Distinct().Count());
        Assert.Equal(Many + 2, await node.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(Many + 2, await node.ScalarAsync<long>("select count(*) from node.case_key"));
        // Each by itself: the first one, the one that held the place, and all of the refused group but the repeated one.
        Assert.Equal(Many + 2, await TransactionsAsync(node));
    }

    [Fact]
    public async Task Who_repeats_an_act_that_waits_does_not_share_its_transaction()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var hold = await HeldWriter.TakeAsync(store, node);
        var request = Samples.Request();

        var once = await hold.QueueAsync([request]);
        var others = await hold.QueueAsync(Requests(Many));
        var again = await hold.QueueAsync([request.Clone(), request.Clone()]);
        await hold.ReleaseAsync();
        await Task.WhenAll(others);

        var first = await once[0];
        Assert.All(await Task.WhenAll(again), answer => Assert.Equal(first, answer));
        Assert.Equal(2, await TransactionsAsync(node));
        Assert.Equal(Many + 2, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_is_not_written_and_takes_nothing_from_the_others()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var hold = await HeldWriter.TakeAsync(store, node);
        using var gone = new CancellationTokenSource();
        var request = Samples.Request();

        var before = await hold.QueueAsync(Requests(3));
        var leaving = await hold.QueueAsync([request], gone.Token);
        var after = await hold.QueueAsync(Requests(3));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving[0].WaitAsync(Deadlines.InProcess, Cancellation));
        Assert.Equal(6, hold.WaitingCount);
        await hold.ReleaseAsync();
        await Task.WhenAll([.. before, .. after]);

        Assert.Equal(7, await node.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(0, await node.ScalarAsync<long>($"select count(*) from node.request where request_id = '{request.RequestId}'"));
    }

    [Fact]
    public async Task One_that_waits_for_what_another_replica_holds_keeps_no_other_from_being_stored()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var contended = Samples.Request();
        await using var replica = await HeldTransaction.BeginAsync(
            store,
            $"insert into node.request (actor, method, request_id, digest, answer) values ('{StoreHost.Officer.PersonId:N}', 'file', '{contended.RequestId}', '', '')");
        await using var hold = await HeldWriter.TakeAsync(store, node);

        var before = await hold.QueueAsync(Requests(4));
        var stuck = await hold.QueueAsync([contended]);
        var after = await hold.QueueAsync(Requests(4));
        await hold.ReleaseAsync();
        await Task.WhenAll([.. before, .. after]);

        var refused = await Assert.ThrowsAsync<RefusalException>(() => stuck[0]);
        Assert.Equal(RefusalReasons.StoreUnavailable, refused.Refusal.Reason);
        Assert.Equal(9, await node.ScalarAsync<long>("select count(*) from node.board"));
        await replica.RollbackAsync();
        await node.FileAsync(contended);
    }

    [Fact]
    public async Task A_connection_that_breaks_under_a_group_is_told_to_all_and_all_come_again_once()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var hold = await HeldWriter.TakeAsync(store, node);
        var requests = Requests(Many);
        var filings = await hold.QueueAsync(requests);
        // Who waits behind the writer for the table gets it when the writer is done, and the group hangs.
        var second = HeldTransaction.BeginAsync(store, HeldWriter.LockSql);
        await Eventually.Async(
            async () => await node.ScalarAsync<long>("select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock' and relation = 'node.board'::regclass") == 1,
            Deadlines.InProcess,
            Cancellation);
        await hold.ReleaseAsync();
        await using var broken = await second;
        await Eventually.Async(
            async () => await node.ScalarAsync<long>($"select count(pg_terminate_backend(pid)) from pg_locks where {HeldWriter.Hanging}") == 1,
            Deadlines.InProcess,
            Cancellation);

        foreach (var filing in filings)
            Assert.Equal(RefusalReasons.StoreUnavailable, (await Assert.ThrowsAsync<RefusalException>(() => filing)).Refusal.Reason);
        await broken.RollbackAsync();
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.board"));
        await Task.WhenAll(requests.Select(request => node.FileAsync(request)));
        await Task.WhenAll(requests.Select(request => node.FileAsync(request)));
        Assert.Equal(Many + 1, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task A_refused_group_whose_members_each_take_too_long_ends_in_their_time()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var (writer, bad) = (Samples.Request(), Samples.Request());
        // The group is refused at once for the first of it; after that each by itself hangs.
        await node.ExecuteAsync(
            $"""
            create function node.hang() returns trigger language plpgsql as $$
            begin
                if new.request_id = '{bad.RequestId}' then raise exception 'refused'; end if;
                if new.request_id <> '{writer.RequestId}' then perform pg_sleep(60); end if;
                return new;
            end $$
            """);
        await node.ExecuteAsync("create trigger hang before insert on node.request for each row execute function node.hang()");
        await using var hold = await HeldWriter.TakeAsync(store, node, writer);

        var refused = await hold.QueueAsync([bad]);
        var slow = await hold.QueueAsync(Requests(Many));
        await hold.ReleaseAsync();

        Assert.Equal("P0001", (await Assert.ThrowsAsync<PostgresException>(() => refused[0])).SqlState);
        var told = await Task.WhenAll(slow.Select(filing => Assert.ThrowsAsync<RefusalException>(() => filing))).WaitAsync(2 * Shell.TransactionMax, Cancellation);
        Assert.All(told, refusal => Assert.Equal(RefusalReasons.StoreUnavailable, refusal.Refusal.Reason));
        await node.ExecuteAsync("drop trigger hang on node.request");
        await node.FileAsync(Samples.Request());
        Assert.Equal(2, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task A_reference_number_that_is_taken_is_passed_over()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var first = (await node.FileAsync(Samples.Request())).Row.Reference;
        var parts = first.Split('-');
        var next = int.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture) + 1;
        var year = int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        // As after a restore: a number that the sequence is about to give is on the board already.
        var taken = Domain.Preservations.ReferenceNumber.Create("XA", year, next).ToString();
        await node.ExecuteAsync($"update node.board set reference = '{taken}'");

        var filed = await node.FileAsync(Samples.Request());

        Assert.Equal(Domain.Preservations.ReferenceNumber.Create("XA", year, next + 1).ToString(), filed.Row.Reference);
    }

    private static FilePreservationRequest[] Requests(int count) => [.. Enumerable.Range(0, count).Select(_ => Samples.Request())];

    /// <summary>In how many transactions the board's rows were written.</summary>
    private static Task<long> TransactionsAsync(StoreHost node) => node.ScalarAsync<long>("select count(distinct changed::text) from node.board");

    [Fact]
    public async Task A_store_that_hangs_is_told_to_all_who_wait_at_once_and_not_one_by_one()
    {
        var cancellation = Cancellation;
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var holder = new NpgsqlConnection(store.ConnectionString);
        await holder.OpenAsync(cancellation);
        await using var hold = await holder.BeginTransactionAsync(cancellation);
        await using (var command = new NpgsqlCommand("lock table node.request", holder, hold))
            await command.ExecuteNonQueryAsync(cancellation);

        var refusals = await Task.WhenAll(Enumerable.Range(0, Many)
            .Select(_ => Assert.ThrowsAsync<RefusalException>(() => node.FileAsync(Samples.Request())))
            .ToArray()).WaitAsync(Deadlines.OverSockets, cancellation);

        Assert.All(refusals, refused => Assert.Equal(RefusalReasons.StoreUnavailable, refused.Refusal.Reason));
        await hold.RollbackAsync(cancellation);
        await node.FileAsync(Samples.Request());
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.board"));
    }
}
