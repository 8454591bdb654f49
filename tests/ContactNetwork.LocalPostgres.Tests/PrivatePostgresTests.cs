using ContactNetwork.Testing;
using Npgsql;

namespace ContactNetwork.LocalPostgres.Tests;

public sealed class PrivatePostgresTests
{
    private static readonly PostgresOptions Quick = new() { Durable = false };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_private_server_answers_on_loopback_only_to_its_random_password()
    {
        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync(Quick, Cancellation);

        Assert.Equal("127.0.0.1", await Sql.AskAsync(postgres.ConnectionString, "SHOW listen_addresses", Cancellation));
        string guessed = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "postgres" }.ConnectionString;
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
            () => Sql.AskAsync(guessed, "SELECT 1", Cancellation));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Two_servers_have_two_passwords_and_two_ports()
    {
        await using PrivatePostgres one = await PrivatePostgres.StartAsync(Quick, Cancellation);
        await using PrivatePostgres two = await PrivatePostgres.StartAsync(Quick, Cancellation);

        Assert.NotEqual(one.Port, two.Port);
        Assert.NotEqual(PasswordOf(one), PasswordOf(two));
    }

    [Theory]
    [InlineData(true, "on")]
    [InlineData(false, "off")]
    public async Task A_durable_server_forces_its_log_to_the_disk(bool durable, string fsync)
    {
        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync(
            new PostgresOptions { Durable = durable }, Cancellation);

        Assert.Equal(fsync, await Sql.AskAsync(postgres.ConnectionString, "SHOW fsync", Cancellation));
        Assert.Equal("on", await Sql.AskAsync(postgres.ConnectionString, "SHOW synchronous_commit", Cancellation));
        Assert.Equal("30s", await Sql.AskAsync(postgres.ConnectionString, "SHOW idle_in_transaction_session_timeout", Cancellation));
    }

    [Fact]
    public async Task Root_never_runs_the_server()
    {
        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync(Quick, Cancellation);

        ShellRun owner = await ShellRun.RunAsync(["ps", "-o", "uid=", "-p", $"{postgres.ProcessId}"], null, "", Cancellation);
        Assert.True(owner.Succeeded);
        Assert.NotEqual("0", owner.Output.Trim());
    }

    [Fact]
    public async Task Data_is_kept_from_one_start_to_the_next()
    {
        using TemporaryFolder folder = new();
        PostgresOptions options = Quick with { DataFolder = folder.Path };
        await using (PrivatePostgres first = await PrivatePostgres.StartAsync(options, Cancellation))
        {
            await Sql.AskAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer", Cancellation);
        }

        await using PrivatePostgres second = await PrivatePostgres.StartAsync(options, Cancellation);

        Assert.Equal("42", await Sql.AskAsync(second.ConnectionString, "SELECT answer FROM kept", Cancellation));
    }

    [Fact]
    public async Task Temporary_data_is_removed_with_the_server()
    {
        string place;
        await using (PrivatePostgres postgres = await PrivatePostgres.StartAsync(Quick, Cancellation))
        {
            place = Path.GetDirectoryName(postgres.LogFile)!;
            Assert.True(Directory.Exists(place));
        }

        Assert.False(Directory.Exists(place));
    }

    [Theory]
    [InlineData(PostgresShutdown.Fast)]
    [InlineData(PostgresShutdown.Immediate)]
    [InlineData(PostgresShutdown.Kill)]
    public async Task A_restarted_server_has_every_commit_at_the_same_address(PostgresShutdown shutdown)
    {
        await using PrivatePostgres postgres = await PrivatePostgres.StartAsync(Quick, Cancellation);
        string before = postgres.ConnectionString;
        int process = postgres.ProcessId;
        await Sql.AskAsync(before, "CREATE TABLE kept AS SELECT 42 AS answer", Cancellation);

        await postgres.RestartAsync(shutdown, Cancellation);

        Assert.Equal(before, postgres.ConnectionString);
        Assert.NotEqual(process, postgres.ProcessId);
        Assert.Equal("42", await Sql.AskAsync(before, "SELECT answer FROM kept", Cancellation));
    }

    [Fact]
    public async Task A_folder_in_use_is_not_started_twice()
    {
        using TemporaryFolder folder = new();
        PostgresOptions options = Quick with { DataFolder = folder.Path };
        await using PrivatePostgres first = await PrivatePostgres.StartAsync(options, Cancellation);

        PostgresUnavailableException refused = await Assert.ThrowsAsync<PostgresUnavailableException>(
            () => PrivatePostgres.StartAsync(options, Cancellation));

        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1", await Sql.AskAsync(first.ConnectionString, "SELECT 1", Cancellation));
    }

    [Fact]
    public async Task A_taken_port_that_was_asked_for_is_told()
    {
        await using PrivatePostgres first = await PrivatePostgres.StartAsync(Quick, Cancellation);

        PostgresUnavailableException refused = await Assert.ThrowsAsync<PostgresUnavailableException>(
            () => PrivatePostgres.StartAsync(Quick with { Port = first.Port }, Cancellation));

        Assert.Contains("Address already in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        PostgresOptions options = Quick with { DataFolder = folder.Path };
        await (await PrivatePostgres.StartAsync(options, Cancellation)).DisposeAsync();
        string cluster = Path.Combine(folder.RecordedPlace ?? folder.Path, "cluster");
        using CancellationTokenSource asked = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<PrivatePostgres> start = PrivatePostgres.StartAsync(options, asked.Token);
        await Eventually.Async(
            () => File.Exists(Path.Combine(cluster, "postmaster.pid")) || start.IsCompleted, Deadlines.ProcessStart, Cancellation);

        await asked.CancelAsync();

        try
        {
            await (await start).DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // The usual case; the start may also have won the race.
        }

        Assert.False(File.Exists(Path.Combine(cluster, "postmaster.pid")));
    }

    private static string? PasswordOf(PrivatePostgres postgres) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Password;
}
