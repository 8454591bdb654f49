using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using JasperFx.Events;

namespace ContactNetwork.Node.Store;

/// <summary>A stream opened in a session, whatever its kind.</summary>
internal interface IOpenStream
{
    /// <summary>Queues what follows from the facts appended: due work and views.</summary>
    void QueueConsequences(WriteSession session, Guid streamId);
}

/// <summary>A stream opened in a session: what is stored, and what the session adds.</summary>
internal sealed class OpenStream<TState, TCommand, TEvent>(
    StreamKind<TState, TCommand, TEvent> kind,
    IEventStream<TState> stored,
    IServiceProvider services) : IOpenStream
    where TState : class
    where TEvent : class
{
    private readonly TState? stateBefore = stored.Aggregate;
    private readonly long versionBefore = stored.CurrentVersion ?? 0;
    private int appended;

    /// <summary>The state with everything appended; null before the first fact.</summary>
    public TState? State { get; private set; } = stored.Aggregate;

    /// <summary>The number of facts, appended ones among them.</summary>
    public long Version => versionBefore + appended;

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
        stored.AppendMany(events.Cast<object>());
        appended += events.Length;
        State = events.Aggregate(State, (state, fact) => kind.Evolve(state, fact));
        return State ?? throw new InvalidOperationException($"The fold of {kind.Name} gave nothing.");
    }

    public void QueueConsequences(WriteSession session, Guid streamId)
    {
        if (appended == 0 || State is null)
            return;
        var before = stateBefore is null ? [] : kind.Due(stateBefore);
        DueDiff.Queue(session, kind.Name, streamId, before, kind.Due(State));
        foreach (var view in services.GetServices<IView<TState>>())
            view.Update(session, streamId, State, Version);
    }
}
