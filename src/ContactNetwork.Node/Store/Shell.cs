using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store.Sealing;
using Google.Protobuf;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Runs commands: one transaction each, retried as a whole when it loses a race, a bounded number of times, and bounded
/// in time. Refusals come out as <see cref="RefusalException"/>, also when the store can't be reached.
/// </summary>
internal sealed class Shell(StoreContext context, ILogger<Shell> log)
{
    /// <summary>How often a command is tried before it is CONTENDED.</summary>
    public const int TriesMax = 8;

    /// <summary>How long a write transaction may last.</summary>
    public static readonly TimeSpan TransactionMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PauseUnit = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs work that answers.</summary>
    public Task<T> RunAsync<T>(Func<WriteSession, CancellationToken, Task<T>> work, CancellationToken cancellation) =>
        RunAsync(work, isApart: false, cancellation);

    private async Task<T> RunAsync<T>(Func<WriteSession, CancellationToken, Task<T>> work, bool isApart, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(work, isApart, cancellation);
            }
            catch (Exception fault) when (StoreFaults.IsLostRace(fault))
            {
                if (attempt == TriesMax)
                    throw new RefusalException(Contended);
                Meters.Retries.Add(1);
            }
            catch (Exception fault) when (fault is not RefusalException && StoreFaults.IsStoreAway(fault) && !cancellation.IsCancellationRequested)
            {
                throw StoreFaults.Unavailable(fault, log);
            }

            await Task.Delay(PauseUnit * attempt * (1 + Random.Shared.NextDouble()), cancellation);
        }
    }

    /// <summary>Runs work without an answer.</summary>
    public Task RunAsync(Func<WriteSession, CancellationToken, Task> work, CancellationToken cancellation) => RunAsync(
        async (session, inner) =>
        {
            await work(session, inner);
            return true;
        },
        cancellation);

    /// <summary>
    /// Runs an act at most once: the same key again, also at the same time or days later, gets the first answer; the key
    /// with another content is refused with REQUEST_ID_REUSED. The answer is stored with the act, and kept 400 days.
    /// </summary>
    public Task<TAnswer> RunOnceAsync<TAnswer>(
        RequestKey key, Func<WriteSession, CancellationToken, Task<TAnswer>> work, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>, new() => RunOnceAsync(key, work, isApart: false, cancellation);

    /// <summary>
    /// The same for an act that only begins streams and reads none. It takes no connection of its own: what several callers
    /// begin at the same time leaves in one transaction.
    /// </summary>
    public Task<TAnswer> BeginOnceAsync<TAnswer>(
        RequestKey key, Func<WriteSession, CancellationToken, Task<TAnswer>> work, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>, new() => RunOnceAsync(key, work, isApart: true, cancellation);

    private async Task<TAnswer> RunOnceAsync<TAnswer>(
        RequestKey key, Func<WriteSession, CancellationToken, Task<TAnswer>> work, bool isApart, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>, new()
    {
        try
        {
            return await RunAsync(
                async (session, inner) =>
                {
                    var answer = await work(session, inner);
                    FirstAnswers.Queue(session, key, answer.ToByteArray());
                    return answer;
                },
                isApart,
                cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsAnswered(fault) || fault is RefusalException { Refusal.Kind: not RefusalKind.Unavailable })
        {
            if (await FirstAnswerAsync<TAnswer>(key, cancellation) is { } first)
                return first;
            throw;
        }
    }

    /// <summary>The first answer to an act; null where it was not done yet.</summary>
    public async Task<TAnswer?> FirstAnswerAsync<TAnswer>(RequestKey key, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>, new()
    {
        var first = await ReadAsync((connection, inner) => FirstAnswers.FindAsync(connection, key, inner), cancellation);
        if (first is null)
            return null;
        var answer = new TAnswer();
        answer.MergeFrom(first);
        return answer;
    }

    /// <summary>Reads on a connection of the pool; the store's absence comes out as a refusal.</summary>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await context.Source.OpenConnectionAsync(cancellation);
            return await read(connection, cancellation);
        }
        catch (Exception fault) when (fault is not RefusalException && StoreFaults.IsStoreAway(fault) && !cancellation.IsCancellationRequested)
        {
            throw StoreFaults.Unavailable(fault, log);
        }
    }

    /// <summary>A transaction took longer than it may.</summary>
    internal static TimeoutException TooSlow() => new($"The transaction took longer than {TransactionMax.TotalSeconds} s.");

    private async Task<T> TryAsync<T>(Func<WriteSession, CancellationToken, Task<T>> work, bool isApart, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TransactionMax);
        var pending = PendingKeys.Current = new PendingKeys();
        try
        {
            await using var session = isApart
                ? WriteSession.OpenApart(context, pending)
                : await WriteSession.OpenAsync(context, pending, limit.Token);
            var answer = await work(session, limit.Token);
            await session.CommitAsync(limit.Token);
            return answer;
        }
        catch (Exception fault) when (StoreFaults.IsLeaseLost(fault) && fault is not LeaseLostException)
        {
            throw new LeaseLostException(fault);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw TooSlow();
        }
        finally
        {
            PendingKeys.Current = null;
        }
    }

    private static Refusal Contended => Refusal.Of(
        RefusalKind.Stale, RefusalReasons.Contended, "Others changed the same thing again and again. Call again.");
}
