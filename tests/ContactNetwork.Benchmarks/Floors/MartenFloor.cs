using JasperFx;
using Marten;

namespace ContactNetwork.Benchmarks.Floors;

/// <summary>The floor of event sourcing here: Marten starts one stream with one small event, and nothing else happens.</summary>
internal sealed class MartenFloor : IDisposable
{
    private readonly DocumentStore store;

    public MartenFloor(string connectionString) => store = DocumentStore.For(options =>
    {
        options.Connection(connectionString);
        options.DatabaseSchemaName = "bench_marten";
        options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        options.Events.AddEventType<Noted>();
        options.DisableNpgsqlLogging = true;
    });

    /// <summary>Creates the schema.</summary>
    public Task PrepareAsync() => store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

    /// <summary>Starts a stream with one event and commits.</summary>
    public async Task AppendAsync()
    {
        await using var session = store.LightweightSession();
        session.Events.StartStream(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), new Noted("one event"));
        await session.SaveChangesAsync();
    }

    public void Dispose() => store.Dispose();

    /// <summary>An event about as large as a filing's skeleton.</summary>
    internal sealed record Noted(string Text);
}
