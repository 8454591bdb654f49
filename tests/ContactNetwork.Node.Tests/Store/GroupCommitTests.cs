using ContactNetwork.Domain;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

/// <summary>What is begun at the same time leaves in one transaction, and nobody suffers from what another wrote.</summary>
public sealed class GroupCommitTests
{
    private const int Many = 40;

    [Fact]
    public async Task Requests_filed_at_the_same_time_share_transactions_and_each_is_stored_whole()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await node.FileAsync(Samples.Request());

        var filed = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => node.FileAsync(Samples.Request())));

        Assert.Equal(Many, filed.Select(answer => answer.Row.Reference).Distinct().Count());
        Assert.InRange(await node.ScalarAsync<long>("select count(distinct changed::text) from node.board"), 1, Many);
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

        var others = Enumerable.Range(0, Many).Select(_ => node.FileAsync(Samples.Request()));
        var filed = await Task.WhenAll(others.Append(node.FileAsync(known.Clone())).ToArray());

        Assert.Equal(first, filed[^1]);
        Assert.Equal(Many + 1, filed.Select(answer => answer.Row.Reference).Distinct().Count());
        Assert.Equal(Many + 1, await node.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(Many + 1, await node.ScalarAsync<long>("select count(*) from node.case_key"));
    }

    [Fact]
    public async Task A_store_that_hangs_is_told_to_all_who_wait_at_once_and_not_one_by_one()
    {
        var cancellation = TestContext.Current.CancellationToken;
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
