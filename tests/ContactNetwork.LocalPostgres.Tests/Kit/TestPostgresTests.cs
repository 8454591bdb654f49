using ContactNetwork.Testing;

namespace ContactNetwork.LocalPostgres.Tests.Kit;

public sealed class TestPostgresTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_test_has_a_database_that_nobody_else_sees()
    {
        await using TestDatabase one = await TestPostgres.CreateDatabaseAsync(Cancellation);
        await using TestDatabase two = await TestPostgres.CreateDatabaseAsync(Cancellation);
        await Sql.AskAsync(one.ConnectionString, "CREATE TABLE mine AS SELECT 1", Cancellation);

        Assert.Equal(one.Name, await Sql.AskAsync(one.ConnectionString, "SELECT current_database()", Cancellation));
        Assert.Equal("", await Sql.AskAsync(two.ConnectionString, "SELECT to_regclass('mine')::text", Cancellation));
    }

    [Fact]
    public async Task A_disposed_database_is_gone()
    {
        await using TestDatabase other = await TestPostgres.CreateDatabaseAsync(Cancellation);
        TestDatabase database = await TestPostgres.CreateDatabaseAsync(Cancellation);

        await database.DisposeAsync();

        string count = $"SELECT count(*) FROM pg_database WHERE datname = '{database.Name}'";
        Assert.Equal("0", await Sql.AskAsync(other.ConnectionString, count, Cancellation));
    }

    [Fact]
    public async Task A_template_is_prepared_once_and_copied()
    {
        int preparations = 0;
        for (int copy = 0; copy < 2; copy++)
        {
            await using TestDatabase database = await TestPostgres.CreateDatabaseAsync("answers", PrepareAsync, Cancellation);
            Assert.Equal("42", await Sql.AskAsync(database.ConnectionString, "SELECT answer FROM prepared", Cancellation));
        }

        Assert.Equal(1, preparations);

        async Task PrepareAsync(string connectionString)
        {
            preparations++;
            await Sql.AskAsync(connectionString, "CREATE TABLE prepared AS SELECT 42 AS answer", Cancellation);
        }
    }
}
