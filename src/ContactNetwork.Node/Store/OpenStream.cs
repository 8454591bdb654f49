using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;

namespace ContactNetwork.Node.Store;

/// <summary>A stream opened in a session, whatever its kind.</summary>
internal interface IOpenStream
{
    /// <summary>Queues the facts appended and what follows from them: due work and views.</summary>
    void QueueWrites(WriteSession session, Guid streamId);
}

/// <summary>What is stored of a stream.</summary>
/// <param name="State">The state; null where there is none.</param>
/// <param name="Version">The number of facts.</param>
/// <param name="IsNew">Whether there is none for certain, so that what belongs to it need not be looked for.</param>
internal readonly record struct StoredStream<TState>(TState? State, long Version, bool IsNew)
    where TState : class
{
    /// <summary>There is none.</summary>
    public static StoredStream<TState> None { get; } = new(null, 0, IsNew: true);
}

/// <summary>A stream opened in a session: what is stored, and what the session adds.</summary>
/// <param name="kind">Its kind.</param>
/// <param name="stored">What is stored of it.</param>
/// <param name="context">What sessions work with.</param>
internal sealed class OpenStream<TState, TCommand, TEvent>(
    StreamKind<TState, TCommand, TEvent> kind, StoredStream<TState> stored, StoreContext context) : IOpenStream
    where TState : class
    where TEvent : class
{
    private readonly List<object> appended = [];
    private string? traceParent;

    /// <summary>There is none stored.</summary>
    public bool IsNew => stored.IsNew;

    /// <summary>The state with everything appended; null before the first fact.</summary>
    public TState? State { get; private set; } = stored.State;

    /// <summary>The number of facts, appended ones among them.</summary>
    public long Version => stored.Version + appended.Count;

    /// <summary>Refuses where the caller saw another version.</summary>
    public void AssertVersion(long expected)
    {
        if (expected == WriteSession.AnyVersion || expected == Version)
            return;
        throw new RefusalException(Refusal
            .Of(RefusalKind.Stale, RefusalReasons.StaleVersion, "It has changed since you read it. Read it again and decide anew.")
            .With("version", Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Appends facts and folds them.</summary>
    public TState Append(ImmutableArray<TEvent> events)
    {
        appended.AddRange(events);
        traceParent ??= TraceContext.Current;
        State = events.Aggregate(State, (state, fact) => kind.Evolve(state, fact));
        return State ?? throw new InvalidOperationException($"The fold of {kind.Name} gave nothing.");
    }

    public void QueueWrites(WriteSession session, Guid streamId)
    {
        if (appended.Count == 0 || State is null)
            return;
        FactWriter.Queue(session, context.Serializer, kind, streamId, stored.Version, appended);
        var owed = stored.State is { } before ? kind.Due(before) : [];
        DueDiff.Queue(session, kind.Name, streamId, owed, kind.Due(State), traceParent);
        foreach (var view in context.ViewsOf<TState>())
            view.Update(session, streamId, State, Version);
    }
}
