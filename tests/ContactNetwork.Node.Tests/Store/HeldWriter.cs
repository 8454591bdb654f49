using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

/// <summary>A transaction of somebody else's that stays open.</summary>
internal sealed class HeldTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private HeldTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.connection, this.transaction) = (connection, transaction);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Begins one and runs a statement in it.</summary>
    public static async Task<HeldTransaction> BeginAsync(TestStore store, string sql)
    {
        var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(Cancellation);
        return new HeldTransaction(connection, transaction);
    }

    public Task RollbackAsync() => transaction.RollbackAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>
/// Keeps the writer's place of a node's group commit taken by a filing that hangs, so that what is filed meanwhile waits and
/// is written together. It must be released within the 4 s that a statement waits for a lock.
/// </summary>
internal sealed class HeldWriter : IAsyncDisposable
{
    /// <summary>Who writes a filing waits for this.</summary>
    public const string LockSql = "lock table node.board";

    /// <summary>Who waits for it, in pg_locks; those who only read the board hang too.</summary>
    public const string Hanging = "not granted and relation = 'node.board'::regclass and mode = 'RowExclusiveLock'";

    private readonly StoreHost node;
    private readonly HeldTransaction held;
    private readonly Task writing;

    private HeldWriter(StoreHost node, HeldTransaction held, FilePreservationRequest request) =>
        (this.node, this.held, writing) = (node, held, node.FileAsync(request));

    /// <summary>How many wait for the writer's place.</summary>
    public int WaitingCount => node.Get<StoreContext>().Group.WaitingCount;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<HeldWriter> TakeAsync(TestStore store, StoreHost node) => TakeAsync(store, node, Samples.Request());

    /// <summary>Takes the place with a request of the test's.</summary>
    public static async Task<HeldWriter> TakeAsync(TestStore store, StoreHost node, FilePreservationRequest request)
    {
        var held = await HeldTransaction.BeginAsync(store, LockSql);
        var writer = new HeldWriter(node, held, request);
        await Eventually.Async(async () => await HangingAsync(node) == 1, Deadlines.InProcess, Cancellation);
        return writer;
    }

    /// <summary>How many wait for the board's table.</summary>
    public static Task<long> HangingAsync(StoreHost node) => node.ScalarAsync<long>($"select count(*) from pg_locks where {Hanging}");

    /// <summary>Files, and waits until all of them wait for their turn, behind those that came before.</summary>
    public async Task<Task<FilePreservationResponse>[]> QueueAsync(
        FilePreservationRequest[] requests, CancellationToken cancellation = default)
    {
        var before = WaitingCount;
        Task<FilePreservationResponse>[] filings = [.. requests.Select(request => node.FileAsync(request, cancellation))];
        await Eventually.Async(() => WaitingCount == before + requests.Length, Deadlines.InProcess, Cancellation, "all wait for their turn");
        return filings;
    }

    /// <summary>Lets the filing that hangs go on; it is stored.</summary>
    public async Task ReleaseAsync()
    {
        await held.RollbackAsync();
        await writing;
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();
}
