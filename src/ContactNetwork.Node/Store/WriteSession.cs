using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store.Sealing;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>
/// One transaction: commands decided, facts appended, reactions run, due work and views brought up to date, all saved at
/// once or not at all. Made by <see cref="Shell"/>, which retries the whole of it when it loses a race; so whatever runs
/// in it may run several times and must touch nothing outside.
/// </summary>
internal sealed class WriteSession : IAsyncDisposable
{
    /// <summary>How deep reactions may call for each other before it must be a circle.</summary>
    private const int ReactionDepthMax = 16;

    private readonly StoreContext context;
    private readonly NpgsqlConnection? connection;
    private readonly NpgsqlTransaction? transaction;
    private readonly Dictionary<(StreamKind Kind, Guid Id), IOpenStream> streams = [];
    private readonly HashSet<string> topics = [];
    private readonly HashSet<OwedNow> owedNow = [];
    private readonly WriteBatch writes = new();
    private readonly Dictionary<Type, object> notes = [];
    private readonly List<string> accepted = [];
    private readonly PendingKeys pendingKeys;
    private IDocumentSession? marten;
    private int reactionDepth;

    private WriteSession(StoreContext context, NpgsqlConnection? connection, NpgsqlTransaction? transaction, PendingKeys pendingKeys)
    {
        this.context = context;
        this.connection = connection;
        this.transaction = transaction;
        this.pendingKeys = pendingKeys;
        Now = Microseconds(context.Clock.Now);
    }

    /// <summary>
    /// The instant of everything in this session, UTC, by the store's clock, so that replicas and timers agree; in
    /// microseconds, as PostgreSQL keeps it.
    /// </summary>
    public DateTimeOffset Now { get; }

    /// <summary>The act that this session carries out once; null where it may be carried out again.</summary>
    public RequestKey? Act { get; set; }

    /// <summary>For SQL at once in the same transaction: locks, reads. Writes are better queued.</summary>
    public NpgsqlConnection Connection => connection ?? throw ReadsNothing();

    /// <summary>What rooms note for later in this session, by its type, e.g. what they have read for many streams at once.</summary>
    public T Note<T>()
        where T : class, new()
    {
        if (!notes.TryGetValue(typeof(T), out var note))
            notes.Add(typeof(T), note = new T());
        return (T)note;
    }

    /// <summary>What every command and fact carries.</summary>
    public Stamp Stamp(Actor actor) => new(Now, actor, context.Node.Realm, context.PolicyVersion);

    /// <summary>Decides a command on a stream; see the overload with a version.</summary>
    public Task<Decided<TState>> DecideAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind, Guid streamId, TCommand command, CancellationToken cancellation)
        where TState : class
        where TEvent : class => DecideAsync(kind, streamId, command, AnyVersion, cancellation);

    /// <summary>Stands for "whatever version".</summary>
    public const long AnyVersion = 0;

    /// <summary>
    /// Decides a command on a stream: folds its events, asks the decider, appends the facts and runs their reactions.
    /// Throws <see cref="RefusalException"/> where the decider refuses, or where the caller saw another version.
    /// </summary>
    public async Task<Decided<TState>> DecideAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind,
        Guid streamId,
        TCommand command,
        long expectedVersion,
        CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        var stream = await OpenAsync(kind, streamId, cancellation);
        stream.AssertVersion(expectedVersion);
        var events = kind.Decide(command, stream.State) switch
        {
            Decision<TEvent>.Accepted decided => decided.Events,
            Decision<TEvent>.Refused refused => throw Refuse(command, refused.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        accepted.Add(NameOf(command));
        if (events.IsEmpty)
            return new Decided<TState>(stream.State ?? throw Nothing(kind, streamId), stream.Version, HasChanged: false);

        if (kind.IsSealed)
            await EnsureCaseKeyAsync(streamId, stream.IsNew, cancellation);
        var state = stream.Append(events);
        await ReactAsync(kind, streamId, state, events, cancellation);
        return new Decided<TState>(stream.State ?? state, stream.Version, HasChanged: true);
    }

    /// <summary>
    /// Decides the first command of a stream whose id was just minted, which saves looking for it. Where the id exists
    /// after all, the save loses the race and the whole command runs again.
    /// </summary>
    public async Task<Decided<TState>> BeginAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind, Guid streamId, TCommand command, CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        streams.Add((kind, streamId), new OpenStream<TState, TCommand, TEvent>(kind, StoredStream<TState>.None, context));
        return await DecideAsync(kind, streamId, command, AnyVersion, cancellation);
    }

    /// <summary>The state of a stream, with what this session has decided; null where there is none.</summary>
    public async Task<TState?> FindAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind, Guid streamId, CancellationToken cancellation)
        where TState : class
        where TEvent : class => (await OpenAsync(kind, streamId, cancellation)).State;

    /// <summary>
    /// The streams of a kind that this session has opened, with what it has decided. Views don't show that before the save.
    /// </summary>
    public IReadOnlyDictionary<Guid, TState> Opened<TState, TCommand, TEvent>(StreamKind<TState, TCommand, TEvent> kind)
        where TState : class
        where TEvent : class => streams
            .Where(stream => stream.Key.Kind == kind)
            .Select(stream => (stream.Key.Id, ((OpenStream<TState, TCommand, TEvent>)stream.Value).State))
            .Where(stream => stream.State is not null)
            .ToDictionary(stream => stream.Id, stream => stream.State!);

    /// <summary>Queues SQL with <c>?</c> for each parameter; it runs with the save.</summary>
    public void Queue(string sql, params object[] parameters) => writes.Add(sql, parameters);

    /// <summary>Queues a row for a statement that writes many; it runs with the save, once for all rows.</summary>
    public void QueueRow(RowsStatement statement, params object?[] row) => writes.Add(statement, row);

    /// <summary>Keeps a place for a statement's rows before what is queued later.</summary>
    public void KeepPlace(RowsStatement statement) => writes.Place(statement);

    /// <summary>
    /// Reads streams and their keys for what follows, in a few round trips for all of them; opening one by one costs as
    /// much for each. A stream that is not there counts as new: who makes it meanwhile lets the save lose the race.
    /// </summary>
    public async Task PrefetchAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind, IEnumerable<Guid> streamIds, CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        Guid[] ids = [.. streamIds.Distinct().Where(id => !streams.ContainsKey((kind, id)))];
        if (ids.Length == 0)
            return;
        var there = await StoredStreams.FindAsync(Connection, kind.IsSealed ? context.Keys : null, ids, cancellation);
        foreach (var id in ids.Where(id => !there.Contains(id)))
            streams.Add((kind, id), new OpenStream<TState, TCommand, TEvent>(kind, StoredStream<TState>.None, context));
        if (there.Count == 0)
            return;
        var batch = Marten.CreateBatchQuery();
        var reads = there.Select(id => (id, batch.Events.FetchForWriting<TState>(id))).ToList();
        await batch.Execute(cancellation);
        foreach (var (id, read) in reads)
            Open(kind, id, await read);
    }

    /// <summary>Lets the save fail with <see cref="LeaseLostException"/> unless the lease's epoch is still its holder's own.</summary>
    public void Guard(Lease lease) =>
        Queue("select node.assert_lease(?, ?)", lease.Name, lease.Epoch);

    /// <summary>Wakes those who wait for a topic (<see cref="WakeTopics"/>) once this is committed.</summary>
    public void WakeAfterCommit(string topic) => topics.Add(topic);

    /// <summary>Hands work whose time has come to its clerk once this is committed.</summary>
    public void HandOverAfterCommit(OwedNow owed) => owedNow.Add(owed);

    /// <summary>Seals bytes under the key of a case, made in this session where the case has none. Null where it was destroyed.</summary>
    public async Task<byte[]?> SealAsync(Guid caseId, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await EnsureCaseKeyAsync(caseId, isNew: false, cancellation);
        return context.Keys.Get(caseId)?.Seal(caseId, SealedUse.Body, content.Span);
    }

    /// <summary>
    /// Opens a session that only begins streams. It has no connection, reads nothing, and is committed with others that
    /// come at the same time (<see cref="GroupCommit"/>).
    /// </summary>
    internal static WriteSession OpenApart(StoreContext context, PendingKeys pendingKeys) => new(context, null, null, pendingKeys);

    /// <summary>Opens a session: a connection from the pool and a transaction on it.</summary>
    internal static async Task<WriteSession> OpenAsync(StoreContext context, PendingKeys pendingKeys, CancellationToken cancellation)
    {
        var connection = await context.Source.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellation);
            return new WriteSession(context, connection, transaction, pendingKeys);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Saves all and commits, then wakes those who wait.</summary>
    internal async Task CommitAsync(CancellationToken cancellation)
    {
        foreach (var ((_, streamId), stream) in streams)
            stream.QueueWrites(this, streamId);
        if (transaction is null)
            await context.Group.CommitAsync(writes, Act, cancellation);
        else
            await writes.CommitAsync(transaction, cancellation);
        context.Keys.Publish(pendingKeys);
        context.Wake.Signal(topics);
        context.Wake.HandOver(owedNow);
        foreach (var command in accepted)
            Meters.CountCommand(command, "ACCEPTED");
    }

    public async ValueTask DisposeAsync()
    {
        if (marten is not null)
            await marten.DisposeAsync();
        if (transaction is not null)
            await transaction.DisposeAsync();
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private async Task<OpenStream<TState, TCommand, TEvent>> OpenAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind, Guid streamId, CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        if (streams.TryGetValue((kind, streamId), out var open))
            return (OpenStream<TState, TCommand, TEvent>)open;
        if (kind.IsSealed)
            await context.Keys.LoadAsync(Connection, streamId, cancellation);
        return Open(kind, streamId, await Marten.Events.FetchForWriting<TState>(streamId, cancellation));
    }

    private OpenStream<TState, TCommand, TEvent> Open<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind, Guid streamId, IEventStream<TState> stored)
        where TState : class
        where TEvent : class
    {
        var stream = new OpenStream<TState, TCommand, TEvent>(
            kind, new StoredStream<TState>(stored.Aggregate, stored.CurrentVersion ?? 0, IsNew: false), context);
        streams.Add((kind, streamId), stream);
        return stream;
    }

    /// <summary>Marten's session in the same transaction, for reading streams.</summary>
    private IDocumentSession Marten => marten ??= context.Documents.OpenSession(Sessions.InTransaction(transaction ?? throw ReadsNothing()));

    private async Task ReactAsync<TState, TCommand, TEvent>(
        StreamKind<TState, TCommand, TEvent> kind,
        Guid streamId,
        TState state,
        IEnumerable<TEvent> events,
        CancellationToken cancellation)
        where TState : class
        where TEvent : class
    {
        if (++reactionDepth > ReactionDepthMax)
            throw new InvalidOperationException($"Reactions to {kind.Name} call for each other in a circle.");
        var reactions = context.ReactionsTo<TState, TEvent>();
        foreach (var fact in events)
        {
            foreach (var reaction in reactions)
                await reaction.ReactAsync(this, streamId, state, fact, cancellation);
        }

        reactionDepth--;
    }

    private async Task EnsureCaseKeyAsync(Guid caseId, bool isNew, CancellationToken cancellation)
    {
        if (pendingKeys.All.ContainsKey(caseId) || context.Keys.TryGet(caseId, out _))
            return;
        if (!isNew && await context.Keys.LoadAsync(Connection, caseId, cancellation))
            return;
        var key = CaseKey.Create();
        var (wrapped, wrappingKeyId) = context.Keys.Wrap(caseId, key);
        pendingKeys.Add(caseId, key);
        QueueRow(CaseKeys.Insert, caseId, wrapped, wrappingKeyId);
    }

    private static RefusalException Refuse<TCommand>(TCommand command, Refusal refusal)
    {
        Meters.CountCommand(NameOf(command), refusal.Reason);
        return new RefusalException(refusal);
    }

    private static string NameOf<TCommand>(TCommand command) => command?.GetType().Name ?? typeof(TCommand).Name;

    private static DateTimeOffset Microseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static InvalidOperationException ReadsNothing() =>
        new("This session only begins streams. What reads, locks or goes on with a stream needs one with a connection.");

    private static InvalidOperationException Nothing(StreamKind kind, Guid streamId) =>
        new($"The decider of {kind.Name} accepted a command on {streamId}, which does not exist, without a fact.");
}

/// <summary>What a command led to.</summary>
/// <param name="State">The state after it and after its reactions.</param>
/// <param name="Version">The number of facts of the stream.</param>
/// <param name="HasChanged">False where what the command says was true already.</param>
internal sealed record Decided<TState>(TState State, long Version, bool HasChanged);
