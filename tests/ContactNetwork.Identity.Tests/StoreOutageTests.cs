using Npgsql;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class StoreOutageTests
{
    private const int AtOnce = 6;

    [Fact]
    public async Task After_every_connection_was_cut_as_by_a_restarted_database_nobody_meets_a_failure()
    {
        await using var provider = await Provider.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => BeginAsync(provider)));

        Assert.True(await CutAsync(provider) > 1, "several connections waited in the pool");

        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => BeginAsync(provider)));
        Assert.All(answers, answer => Assert.NotNull(answer["user_code"]));
    }

    private static Task<Answer> BeginAsync(Provider provider) =>
        provider.PostAsync("/connect/deviceauthorization", ("client_id", "cn"), ("scope", "openid contact-network"));

    private static async Task<long> CutAsync(Provider provider)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(provider.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
