using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Tests.Kit;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

public sealed class DueRebuildTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_that_was_emptied_and_spoiled_is_the_same_again()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        for (var index = 0; index < 40; index++)
            await node.FileAsync(Samples.Request());
        var before = await RowsAsync(node);
        await node.ExecuteAsync("delete from node.due where kind = 'deliver'");
        await node.ExecuteAsync("update node.due set due_at = due_at + interval '1 hour' where stream in (select stream from node.due limit 5)");
        await node.ExecuteAsync(
            $"""
            insert into node.due (stream, stream_kind, kind, key, due_at, urgency, work_group, next_try)
            select '{Guid.NewGuid()}', stream_kind, kind, key, due_at, urgency, work_group, next_try from node.due limit 1
            """);

        var counts = await node.Get<DueRebuild>().RunAsync(Cancellation);

        Assert.Equal(before, await RowsAsync(node));
        Assert.Equal(40, counts.Streams);
        Assert.Equal(40, counts.Added);
        Assert.Equal(1, counts.Removed);
    }

    [Fact]
    public async Task It_runs_while_others_file_and_never_loses_a_row()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var filing = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var index = 0; index < 25; index++)
                await node.FileAsync(Samples.Request());
        }));
        while (!filing.IsCompleted)
            await node.Get<DueRebuild>().RunAsync(Cancellation);
        await filing;

        var counts = await node.Get<DueRebuild>().RunAsync(Cancellation);

        Assert.Equal(new RebuildCounts(100, 0, 0), counts);
        Assert.Equal(100, await node.ScalarAsync<long>("select count(*) from node.due where kind = 'deliver'"));
    }

    [Fact]
    public async Task A_parked_row_gets_another_chance_and_a_right_one_keeps_its_attempts()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await node.FileAsync(Samples.Request());
        await node.ExecuteAsync("update node.due set attempts = 7 where kind = 'deadline'");
        await node.ExecuteAsync("update node.due set attempts = 5, park_time = now(), last_error = 'X' where kind = 'deliver'");

        await node.Get<DueRebuild>().RunAsync(Cancellation);

        Assert.Equal(7, await node.ScalarAsync<int>("select attempts from node.due where kind = 'deadline'"));
        Assert.True(await node.ScalarAsync<bool>("select park_time is null and attempts = 0 from node.due where kind = 'deliver'"));
    }

    private static async Task<List<string>> RowsAsync(StoreHost node)
    {
        await using var command = node.Get<NpgsqlDataSource>().CreateCommand(
            "select concat_ws('|', stream, stream_kind, kind, key, due_at, urgency, peer, lane, work_group) from node.due order by 1");
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
