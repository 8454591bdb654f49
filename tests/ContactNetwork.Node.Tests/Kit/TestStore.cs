using ContactNetwork.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Kit;

/// <summary>A database with the node's schema and a data folder beside it, of one test's own.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("node-test-");

    private TestStore(TestDatabase database) => this.database = database;

    public string ConnectionString => database.ConnectionString;

    public string DataFolder => folder.FullName;

    public static async Task<TestStore> CreateAsync() => new(await TestPostgres.CreateDatabaseAsync(
        "node-schema", PrepareAsync, TestContext.Current.CancellationToken));

    /// <summary>A backup of the database, as it is now; nobody may be connected. The data folder comes with it, without or with its high-water files.</summary>
    public async Task<TestStore> BackupAsync()
    {
        var copy = new TestStore(await TestPostgres.CopyAsync(database, TestContext.Current.CancellationToken));
        copy.TakeFolder(this);
        return copy;
    }

    /// <summary>Takes over what is in another's data folder now, as a node does whose database alone is restored.</summary>
    public void TakeFolder(TestStore other)
    {
        foreach (var file in other.folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(folder.FullName, Path.GetRelativePath(other.folder.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file.CopyTo(path, overwrite: true);
        }
    }

    /// <summary>Starts a replica over it.</summary>
    public Task<StoreHost> StartAsync(Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? adapt = null) =>
        StoreHost.StartAsync(ConnectionString, DataFolder, adapt);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static async Task PrepareAsync(string connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("node-schema-");
        await using (await StoreHost.StartAsync(connectionString, folder.FullName))
        {
            // Starting brings the schema up to date; that is all.
        }

        folder.Delete(recursive: true);
    }
}
