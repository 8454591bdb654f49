using System.Globalization;
using ContactNetwork.Testing;

namespace ContactNetwork.LocalPostgres.Tests;

public sealed class OwnerDeathTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_left_running_when_the_owner_is_killed()
    {
        using TemporaryFolder folder = new();
        using OwnerProcess owner = await OwnerProcess.StartAsync(folder.Path, Cancellation);
        (int server, int supervisor) = await ProcessesAsync(owner);

        owner.Kill();

        await EndsAsync(server);
        await EndsAsync(supervisor);
    }

    [Fact]
    public async Task Nothing_is_left_running_when_the_owner_is_asked_to_end()
    {
        using TemporaryFolder folder = new();
        using OwnerProcess owner = await OwnerProcess.StartAsync(folder.Path, Cancellation);
        (int server, int supervisor) = await ProcessesAsync(owner);

        Assert.Equal(0, await owner.AskToEndAsync(Cancellation));

        await EndsAsync(server);
        await EndsAsync(supervisor);
    }

    [Fact]
    public async Task The_server_ends_when_its_supervisor_is_killed()
    {
        using TemporaryFolder folder = new();
        using OwnerProcess owner = await OwnerProcess.StartAsync(folder.Path, Cancellation);
        (int server, int supervisor) = await ProcessesAsync(owner);

        await Signals.SendAsync("KILL", supervisor, Cancellation);

        await EndsAsync(server);
    }

    [Fact]
    public async Task A_server_whose_owner_and_supervisor_froze_or_died_is_cleared_by_the_next_start()
    {
        using TemporaryFolder folder = new();
        int server;
        using (OwnerProcess owner = await OwnerProcess.StartAsync(folder.Path, Cancellation))
        {
            await Sql.AskAsync(owner.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS answer", Cancellation);
            (server, int supervisor) = await ProcessesAsync(owner);

            // Frozen, the server can't follow the order to stop that its supervisor's death brings.
            await Signals.SendAsync("STOP", server, Cancellation);
            await Signals.SendAsync("KILL", supervisor, Cancellation);
            owner.Kill();
        }

        await using PrivatePostgres next = await PrivatePostgres.StartAsync(
            new PostgresOptions { Durable = false, DataFolder = folder.Path }, Cancellation);

        Assert.False(await Signals.RunsAsync(server, Cancellation));
        Assert.Equal("42", await Sql.AskAsync(next.ConnectionString, "SELECT answer FROM kept", Cancellation));
    }

    [Fact]
    public async Task A_process_file_that_names_a_stranger_stops_nobody_and_nothing()
    {
        using TemporaryFolder folder = new();
        PostgresOptions options = new() { Durable = false, DataFolder = folder.Path };
        string processFile;
        await using (PrivatePostgres first = await PrivatePostgres.StartAsync(options, Cancellation))
        {
            processFile = Path.Combine(Path.GetDirectoryName(first.LogFile)!, "cluster", "postmaster.pid");
        }

        await File.WriteAllLinesAsync(processFile, [$"{Environment.ProcessId}", "elsewhere", "0", "1", "", "", "", "ready"], Cancellation);

        await using PrivatePostgres second = await PrivatePostgres.StartAsync(options, Cancellation);

        Assert.Equal("1", await Sql.AskAsync(second.ConnectionString, "SELECT 1", Cancellation));
    }

    private static async Task<(int Server, int Supervisor)> ProcessesAsync(OwnerProcess owner)
    {
        string? text = await Sql.AskAsync(
            owner.ConnectionString, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)", Cancellation);
        int server = int.Parse(text!, CultureInfo.InvariantCulture);
        return (server, await Signals.ParentOfAsync(server, Cancellation));
    }

    private static Task EndsAsync(int process) => Eventually.Async(
        async () => !await Signals.RunsAsync(process, Cancellation), Deadlines.ProcessStart, Cancellation);
}
