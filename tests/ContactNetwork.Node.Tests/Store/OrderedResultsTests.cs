using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

/// <summary>What the driver does with a query whose first prepared run failed, and that no result is taken for another.</summary>
public sealed class OrderedResultsTests
{
    private const string NoRowSql = "select relname as first_column from pg_class where oid = (10 / $1::int)::oid and relname = 'none'";
    private const string SecondSql = "select 'the second result' as second_column";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_in_another_s_place_is_refused_and_the_next_try_is_right()
    {
        await using var store = await TestStore.CreateAsync();
        await using var source = DataSources.Create(new StoreOptions { ConnectionString = store.ConnectionString, ConnectionsMax = 4 });
        Assert.Equal("the second result", await ReadAsync(source, divisor: 1));
        // The second use is prepared, and fails while it is planned.
        await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(source, divisor: 0));

        var fault = await Assert.ThrowsAsync<NpgsqlException>(() => ReadAsync(source, divisor: 1));

        Assert.True(StoreFaults.IsStoreAway(fault), "it may be tried again");
        Assert.Equal("the second result", await ReadAsync(source, divisor: 1));
    }

    private static async Task<string> ReadAsync(NpgsqlDataSource source, int divisor)
    {
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new(NoRowSql) { Parameters = { new() { Value = divisor } } }, new(SecondSql) },
        };
        await using var reader = await batch.ExecuteReaderAsync(Cancellation);
        await OrderedResults.CheckAsync(connection, reader, "first_column");
        Assert.False(await reader.ReadAsync(Cancellation));
        await OrderedResults.NextAsync(connection, reader, "second_column", Cancellation);
        Assert.True(await reader.ReadAsync(Cancellation));
        return reader.GetString(0);
    }
}
