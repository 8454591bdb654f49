namespace ContactNetwork.LocalPostgres.Tests;

public sealed class BinariesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_too_old_is_refused_with_what_to_do()
    {
        using TemporaryFolder folder = new();
        await FakeProgramsAsync(folder.Path, "postgres (PostgreSQL) 14.9");

        PostgresUnavailableException refused = await FindAsync(folder.Path, major: null);

        Assert.Contains("version 14", refused.Message, StringComparison.Ordinal);
        Assert.Contains("eng/postgres.sh", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_another_version_is_not_touched()
    {
        using TemporaryFolder folder = new();
        await FakeProgramsAsync(folder.Path, "postgres (PostgreSQL) 17.2 (Debian 17.2-1)");

        PostgresUnavailableException refused = await FindAsync(folder.Path, major: 16);

        Assert.Contains("PostgreSQL 16, which made the data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_programs_is_refused_by_name()
    {
        using TemporaryFolder folder = new();

        PostgresUnavailableException refused = await FindAsync(folder.Path, major: null);

        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_enough_server_is_taken()
    {
        using TemporaryFolder folder = new();
        await FakeProgramsAsync(folder.Path, "postgres (PostgreSQL) 18beta1");

        PostgresBinaries found = await PostgresBinaries.FindAsync(folder.Path, null, new ServerUser(null, null), Cancellation);

        Assert.Equal(18, found.Major);
    }

    private static async Task<PostgresUnavailableException> FindAsync(string folder, int? major) =>
        await Assert.ThrowsAsync<PostgresUnavailableException>(
            () => PostgresBinaries.FindAsync(folder, major, new ServerUser(null, null), Cancellation));

    private static async Task FakeProgramsAsync(string folder, string version)
    {
        foreach (string program in new[] { "initdb", "postgres" })
        {
            string path = Path.Combine(folder, program);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\necho '{version}'\n", Cancellation);
            Assert.True((await ShellRun.RunAsync(["chmod", "700", path], null, "", Cancellation)).Succeeded);
        }
    }
}
