using System.Collections.Immutable;

namespace ContactNetwork.Domain;

/// <summary>What a decider answers: the facts that follow, or the reason why none do.</summary>
/// <typeparam name="TEvent">The event type of the stream.</typeparam>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    /// <summary>The command holds. No events means that what it says was true already.</summary>
    /// <param name="Events">The facts, in order.</param>
    public sealed record Accepted(ImmutableArray<TEvent> Events) : Decision<TEvent>;

    /// <summary>The command does not hold; nothing changes.</summary>
    /// <param name="Refusal">The reason.</param>
    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    /// <summary>Accepts with these facts.</summary>
    public static Decision<TEvent> Accept(params ImmutableArray<TEvent> events) => new Accepted(events);

    /// <summary>Refuses for this reason.</summary>
    public static Decision<TEvent> Refuse(Refusal refusal) => new Refused(refusal);
}
