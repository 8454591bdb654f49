using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using JasperFx.Events;
using Marten;

namespace ContactNetwork.Node.Store;

/// <summary>A stream opened in a session, whatever its kind.</summary>
internal interface IOpenStream
{
    /// <summary>Queues what follows from the facts appended: due work and views.</summary>
    void QueueConsequences(WriteSession session, Guid streamId);
}

/// <summary>Where a session's facts go.</summary>
internal abstract record StreamSink<TState>(TState? Before, long VersionBefore, bool IsNew)
    where TState : class
{
    /// <summary>Appends facts, saved with the session.</summary>
    public abstract void Append(IEnumerable<object> events);
}

/// <summary>A stream that was looked for; it may turn out not to exist yet.</summary>
internal sealed record StoredStream<TState>(IEventStream<TState> Stored)
    : StreamSink<TState>(Stored.Aggregate, Stored.CurrentVersion ?? 0, IsNew: false)
    where TState : class
{
    public override void Append(IEnumerable<object> events) => Stored.AppendMany(events);
}

/// <summary>A stream whose id was just minted.</summary>
internal sealed record NewStream<TState>(IDocumentSession Session, Guid Id) : StreamSink<TState>(null, 0, IsNew: true)
    where TState : class
{
    private bool hasBegun;

    public override void Append(IEnumerable<object> events)
    {
        if (hasBegun)
            Session.Events.Append(Id, events);
        else
            Session.Events.StartStream<TState>(Id, events);
        hasBegun = true;
    }
}

/// <summary>A stream opened in a session: what is stored, and what the session adds.</summary>
internal sealed class OpenStream<TState, TCommand, TEvent>(
    StreamKind<TState, TCommand, TEvent> kind,
    StreamSink<TState> sink,
    IServiceProvider services) : IOpenStream
    where TState : class
    where TEvent : class
{
    private readonly TState? stateBefore = sink.Before;
    private readonly long versionBefore = sink.VersionBefore;
    private int appended;
    private string? traceParent;

    /// <summary>Its id was minted in this session.</summary>
    public bool IsNew => sink.IsNew;

    /// <summary>The state with everything appended; null before the first fact.</summary>
    public TState? State { get; private set; } = sink.Before;

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
        sink.Append(events.Cast<object>());
        traceParent ??= TraceContext.Current;
        appended += events.Length;
        State = events.Aggregate(State, (state, fact) => kind.Evolve(state, fact));
        return State ?? throw new InvalidOperationException($"The fold of {kind.Name} gave nothing.");
    }

    public void QueueConsequences(WriteSession session, Guid streamId)
    {
        if (appended == 0 || State is null)
            return;
        var before = stateBefore is null ? [] : kind.Due(stateBefore);
        DueDiff.Queue(session, kind.Name, streamId, before, kind.Due(State), traceParent);
        foreach (var view in services.GetServices<IView<TState>>())
            view.Update(session, streamId, State, Version);
    }
}
