using ContactNetwork.Domain;

namespace ContactNetwork.Node.Store;

/// <summary>A kind of stream as the store sees it, whatever its events are.</summary>
internal abstract class StreamKind
{
    /// <summary>Names the kind. Stored beside due work: never renamed.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its events hold content, sealed under the key of the case that has the stream's id.</summary>
    public required bool IsSealed { get; init; }

    /// <summary>The state that the events fold to.</summary>
    public abstract Type StateType { get; }

    /// <summary>How Marten names the state beside its streams, e.g. "requested_preservation".</summary>
    public string StateAlias => field ??= string.Concat(StateType.Name.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));

    /// <summary>Whether facts of this type belong to streams of this kind.</summary>
    public abstract bool Holds(Type eventType);

    /// <summary>What a stream of this kind owes now, by its events in this session.</summary>
    public abstract Task<IReadOnlyList<DueItem>> DueAsync(WriteSession session, Guid streamId, CancellationToken cancellation);
}

/// <summary>
/// A kind of stream: its decider, seen from the shell. One static instance per kind, registered with
/// <see cref="StreamRegistrations.AddStream"/>.
/// </summary>
internal sealed class StreamKind<TState, TCommand, TEvent> : StreamKind
    where TState : class
    where TEvent : class
{
    /// <summary>The rules: what a command leads to.</summary>
    public required Func<TCommand, TState?, Decision<TEvent>> Decide { get; init; }

    /// <summary>The fold.</summary>
    public required Func<TState?, TEvent, TState> Evolve { get; init; }

    /// <summary>What a state owes next, and when.</summary>
    public required Func<TState, IEnumerable<DueItem>> Due { get; init; }

    public override Type StateType => typeof(TState);

    public override bool Holds(Type eventType) => eventType.IsAssignableTo(typeof(TEvent));

    public override async Task<IReadOnlyList<DueItem>> DueAsync(WriteSession session, Guid streamId, CancellationToken cancellation)
    {
        var state = await session.FindAsync(this, streamId, cancellation);
        return state is null ? [] : [.. Due(state)];
    }
}
